using PbxPortal.Server;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server;

/// <summary>Every mistake in the settings is reported at once, each with an example.</summary>
public sealed class OptionsValidatorTests
{
    [Fact]
    public void The_defaults_of_the_registrar_are_in_order()
    {
        Assert.True(new RegistrarOptionsValidator().Validate(null, new RegistrarOptions()).Succeeded);
    }

    [Fact]
    public void All_mistakes_of_the_registrar_are_reported_together()
    {
        var options = new RegistrarOptions
        {
            MinExpires = 0,
            MaxExpires = 99_999_999,
            DefaultExpires = -5,
            MaxDevicesPerUser = 0,
            DigestAlgorithms = { "MD5", "SHA-1" },
        };

        var failures = new RegistrarOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(5, failures.Count);
        Assert.StartsWith("Registrar:MinExpires must be from 1 to 3600 seconds, but is 0.", failures[0], StringComparison.Ordinal);
        Assert.StartsWith("Registrar:MaxExpires must not be more than 2592000 seconds, but is 99999999.", failures[1], StringComparison.Ordinal);
        Assert.StartsWith("Registrar:MinExpires, DefaultExpires and MaxExpires must rise", failures[2], StringComparison.Ordinal);
        Assert.StartsWith("Registrar:MaxDevicesPerUser must be from 1 to 1000, but is 0.", failures[3], StringComparison.Ordinal);
        Assert.StartsWith("Registrar:DigestAlgorithms: 'SHA-1' is not known.", failures[4], StringComparison.Ordinal);
        Assert.All(failures, failure => Assert.Contains("Example: ", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_about_connections_and_routes_are_reported_with_what_would_be_right()
    {
        var options = new RegistrarOptions
        {
            ConnectionGrace = -1,
            RestartGrace = 3601,
            FlowTimer = 5,
            ServiceRoute = { "<sip:p1.example;lr>", "sip:p2.example;lr", "<sip:p3.example>", "<sip:p4.example;lr>\r\nEvil: yes" },
        };

        var failures = new RegistrarOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Registrar:ConnectionGrace must be from 0 to 300 seconds, but is -1. Example: 8",
                "Registrar:FlowTimer must be 0 or from 10 to 3600 seconds, but is 5. Example: 120",
                "Registrar:RestartGrace must be from 0 to 3600 seconds, but is 3601. Example: 120",
                "Registrar:ServiceRoute: 'sip:p2.example;lr' is no loose route. Example: [ \"<sip:proxy.example.com;lr>\" ]",
                "Registrar:ServiceRoute: '<sip:p3.example>' is no loose route. Example: [ \"<sip:proxy.example.com;lr>\" ]",
                "Registrar:ServiceRoute: '<sip:p4.example;lr>\r\nEvil: yes' is no loose route. Example: [ \"<sip:proxy.example.com;lr>\" ]",
            ],
            failures);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3600, 3600, 3600)]
    [InlineData(60, 3600, 2_592_000)]
    public void Limits_may_touch(int min, int normal, int max)
    {
        var options = new RegistrarOptions { MinExpires = min, DefaultExpires = normal, MaxExpires = max };

        Assert.True(new RegistrarOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void The_defaults_of_admission_are_in_order()
    {
        Assert.True(new AdmissionOptionsValidator().Validate(null, new AdmissionOptions()).Succeeded);
    }

    [Fact]
    public void All_mistakes_of_admission_are_reported_together()
    {
        var options = new AdmissionOptions
        {
            FailuresPerUser = 0,
            BanMinutes = 100,
            LongestBanHours = 1,
            RequestBurst = 0,
            ExpirySpreadPercent = 80,
            FailuresPerAddress = 3000,
            AllowedNetworks = { "192.0.2.0/24", "the office" },
            ScannerAgents = { "x" },
        };

        var failures = new AdmissionOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(7, failures.Count);
        Assert.StartsWith("Admission:FailuresPerUser must be from 3 to 1000000, but is 0. Example: 60", failures[0], StringComparison.Ordinal);
        Assert.Contains(failures, failure => failure.StartsWith("Admission:AllowedNetworks: 'the office' is not an address", StringComparison.Ordinal));
        Assert.All(failures, failure => Assert.Contains("Example", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_Sip_section_gives_its_end_points()
    {
        var options = new SipOptions { Listen = { "udp:0.0.0.0:5060", "tcp:[::]:5060", "tls:0.0.0.0:5061" }, DefaultDomain = "pbx.example.com", OwnAddresses = { "203.0.113.10" } };

        Assert.True(new SipOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal([5060, 5060, 5061], options.ListenEndPoints().Select(endPoint => endPoint.Port));
    }

    [Fact]
    public void All_mistakes_of_the_Sip_section_are_reported_together()
    {
        var options = new SipOptions
        {
            Listen = { "udp:everywhere:5060", "sctp:0.0.0.0:5060" },
            DefaultDomain = "not a name",
            OwnAddresses = { "my.router" },
        };

        var failures = new SipOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(4, failures.Count);
        Assert.All(failures, failure => Assert.Contains("Example", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void Listening_nowhere_is_a_mistake()
    {
        var failure = Assert.Single(new SipOptionsValidator().Validate(null, new SipOptions()).Failures!);

        Assert.Equal("Sip:Listen is empty. Example: udp:0.0.0.0:5060", failure);
    }
}
