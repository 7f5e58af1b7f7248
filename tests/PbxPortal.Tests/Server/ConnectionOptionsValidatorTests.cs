using PbxPortal.Server;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Server;

public sealed class ConnectionOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_good_and_become_the_limits()
    {
        var options = new ConnectionOptions();

        Assert.True(new ConnectionOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(new PbxPortal.Sip.Transport.ConnectionLimits(), options.ToLimits());
    }

    [Fact]
    public void All_mistakes_are_reported_together_with_examples()
    {
        var options = new ConnectionOptions { Most = 0, MostPerAddress = -1, HandshakeSeconds = 100_000, IdleSeconds = 0 };

        var failures = new ConnectionOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Sip:Connections:Most 0 is not from 1 to 1000000. Example: 50000",
                "Sip:Connections:MostPerAddress -1 is not from 1 to 1000000. Example: 5000",
                "Sip:Connections:HandshakeSeconds 100000 is not from 1 to 86400. Example: 10",
                "Sip:Connections:IdleSeconds 0 is not from 1 to 86400. Example: 300",
            ],
            failures);
    }

    [Theory]
    [InlineData("https://phone.example.com", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("phone.example.com", false)]
    [InlineData("https://phone.example.com/", false)]
    [InlineData("https://phone.example.com/app", false)]
    [InlineData("*", false)]
    public void A_site_is_scheme_and_host_as_browsers_send_it(string origin, bool isGood)
    {
        var result = new WebSocketOptionsValidator().Validate(null, new WebSocketOptions { AllowedOrigins = { origin } });

        Assert.Equal(isGood, result.Succeeded);
    }
}
