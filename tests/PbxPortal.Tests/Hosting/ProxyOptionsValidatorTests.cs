using PbxPortal.Hosting;

namespace PbxPortal.Tests.Hosting;

public sealed class ProxyOptionsValidatorTests
{
    [Theory]
    [InlineData]
    [InlineData("127.0.0.1", "::1")]
    [InlineData("10.1.0.0/24", "2001:db8::/64")]
    public void Takes_addresses_and_networks(params string[] proxies) =>
        Assert.True(new ProxyOptionsValidator().Validate(name: null, new ProxyOptions { TrustedProxies = proxies }).Succeeded);

    [Theory]
    [InlineData("nginx")]
    [InlineData("10.0.0.1/24")]
    [InlineData("10.0.0.1:8080")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void Names_what_is_none_with_an_example(string proxy)
    {
        var mistake = Assert.Single(new ProxyOptionsValidator().Validate(name: null, new ProxyOptions { TrustedProxies = [proxy] }).Failures!);

        Assert.StartsWith("Portal:TrustedProxies: ", mistake, StringComparison.Ordinal);
        Assert.Contains("Example", mistake, StringComparison.Ordinal);
        Assert.Contains(proxy, mistake, StringComparison.Ordinal);
    }
}
