using PbxPortal.Hosting;

namespace PbxPortal.Tests.Hosting;

public sealed class PortalUrlsValidatorTests
{
    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://*:8080; https://[::]:8443")]
    public void Takes_addresses_that_one_can_listen_on(string urls) =>
        Assert.True(new PortalUrlsValidator().Validate(name: null, new PortalUrls { Value = urls }).Succeeded);

    [Theory]
    [InlineData("localhost")]
    [InlineData("ftp://localhost:21")]
    [InlineData("http://localhost:99999")]
    [InlineData("http://localhost:0")]
    [InlineData("http://localhost:8080/portal")]
    [InlineData("http://unix:/run/pbxportal.sock")]
    [InlineData(";")]
    public void Names_what_is_none_with_an_example(string urls)
    {
        var mistake = Assert.Single(new PortalUrlsValidator().Validate(name: null, new PortalUrls { Value = urls }).Failures!);

        Assert.StartsWith("Urls", mistake, StringComparison.Ordinal);
        Assert.EndsWith("Example: http://localhost:8080", mistake, StringComparison.Ordinal);
    }
}
