using PbxPortal.Server.Push;

namespace PbxPortal.Tests.Server.Push;

public sealed class PushOptionsValidatorTests
{
    private readonly PushOptionsValidator _validator = new();

    [Fact]
    public void Takes_no_gateway_and_good_ones()
    {
        Assert.True(_validator.Validate(null, new PushOptions()).Succeeded);
        Assert.True(_validator.Validate(null, new PushOptions
        {
            Gateways =
            {
                new PushGatewayOptions { Provider = "fcm", Url = "https://push.example.com/wake", Authorization = "Bearer 7Jk2" },
                new PushGatewayOptions { Provider = "apns", Url = "http://127.0.0.1:9000/" },
            },
        }).Succeeded);
    }

    [Fact]
    public void Names_every_mistake_with_an_example_and_no_secret()
    {
        var result = _validator.Validate(null, new PushOptions
        {
            WaitSeconds = 600,
            Gateways =
            {
                new PushGatewayOptions { Url = "http://push.example.com/wake", Authorization = "Bearer secret\r\nX: y" },
                new PushGatewayOptions { Provider = "fcm", Url = "push" },
                new PushGatewayOptions { Provider = "FCM", Url = "https://push.example.com/" },
            },
        });

        Assert.Equal(
            [
                "Push:WaitSeconds must be from 2 to 60, but is 600. Example: 15",
                "Push:Gateways:0:Provider is missing. Example: fcm",
                "Push:Gateways:0:Url 'http://push.example.com/wake' is not an https address; http is allowed to this machine only. Example: https://push.example.com/wake",
                "Push:Gateways:0:Authorization has a character that no header field holds. Example: Bearer 7Jk2",
                "Push:Gateways:1:Url 'push' is not an https address; http is allowed to this machine only. Example: https://push.example.com/wake",
                "Push:Gateways: 2 are for the provider 'fcm'; one is asked.",
            ],
            result.Failures);
    }
}
