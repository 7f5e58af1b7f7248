using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Every mistake in the trunks of the settings is reported at once, each with an example.</summary>
public sealed class TrunksOptionsValidatorTests
{
    [Fact]
    public void No_trunk_is_in_order()
    {
        Assert.True(new TrunksOptionsValidator().Validate(null, new TrunksOptions()).Succeeded);
    }

    [Fact]
    public void A_whole_trunk_is_in_order()
    {
        var trunk = new TrunkOptions
        {
            Name = "provider",
            Address = "203.0.113.7, 198.51.100.0/24, 2001:db8::/32",
            Domain = "acme.example",
            Prefixes = { "00", "+", "*31#" },
            Gateway = "sip:gateway.example.com:5080;transport=udp",
            Username = "acme",
            Password = "secret",
        };

        Assert.True(new TrunksOptionsValidator().Validate(null, new TrunksOptions { Trunks = { trunk } }).Succeeded);
    }

    [Theory]
    [InlineData("sip:gateway.example.com", true)]
    [InlineData("sip:192.0.2.1;transport=UDP", true)]
    [InlineData("sip:gateway.example.com:5080;transport=tcp", true)]
    [InlineData("sip:[2001:db8::1];transport=tls", true)]
    [InlineData("sips:gateway.example.com", true)]
    [InlineData("sips:gateway.example.com;transport=udp", false)]
    [InlineData("sip:gateway.example.com;transport=ws", false)]
    [InlineData("sip:gateway.example.com;transport=tls;lr", false)]
    [InlineData("tel:0049301234", false)]
    [InlineData("gateway.example.com", false)]
    public void A_gateway_is_a_host_and_perhaps_a_port_and_a_transport(string gateway, bool isInOrder)
    {
        var trunk = new TrunkOptions { Name = "provider", Domain = "acme.example", Gateway = gateway };

        Assert.Equal(isInOrder, new TrunksOptionsValidator().Validate(null, new TrunksOptions { Trunks = { trunk } }).Succeeded);
    }

    [Fact]
    public void A_trunk_that_proves_itself_is_in_order()
    {
        var trunk = new TrunkOptions
        {
            Name = "roaming",
            Domain = "acme.example",
            IncomingUsername = "trunk-acme",
            IncomingPassword = "a-long-trunk-secret",
        };

        Assert.True(new TrunksOptionsValidator().Validate(null, new TrunksOptions { Trunks = { trunk } }).Succeeded);
    }

    [Fact]
    public void Mistakes_in_how_a_trunk_proves_itself_are_reported_and_no_secret_is_repeated()
    {
        var options = new TrunksOptions
        {
            Trunks =
            {
                new TrunkOptions { Name = "one", Domain = "acme.example", IncomingUsername = "a b", IncomingPassword = "short" },
                new TrunkOptions { Name = "two", Domain = "acme.example", IncomingUsername = "two", IncomingPassword = "a-long-trunk-secret", Address = "203.0.113.7" },
                new TrunkOptions { Name = "three", Domain = "acme.example", IncomingUsername = "two", IncomingPassword = "a-long-trunk-secret" },
                new TrunkOptions { Name = "four", Domain = "acme.example", Address = "203.0.113.8", IncomingPassword = "a-long-trunk-secret" },
            },
        };

        Assert.Equal(
            [
                "Trunks:0:IncomingUsername 'a b' may have letters, digits and - . _ only. Example: trunk-acme",
                "Trunks:0:IncomingPassword must have at least 12 characters, as anybody may try. One is made by: openssl rand -hex 16",
                "Trunks:1 has both Address and IncomingUsername; a trunk is known by one of them. Make it two trunks, each with a name of its own.",
                "Trunks:3:IncomingPassword is given, but no IncomingUsername. Example: trunk-acme",
                "Trunks: 2 trunks have the IncomingUsername 'two'; each needs one of its own.",
            ],
            new TrunksOptionsValidator().Validate(null, options).Failures!);
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        var options = new TrunksOptions
        {
            Trunks =
            {
                new TrunkOptions { Domain = "not a host" },
                new TrunkOptions { Name = "one", Address = "10.0.0.1/8, provider", Domain = "acme.example", Prefixes = { "0" } },
                new TrunkOptions { Name = "one", Domain = "acme.example", Gateway = "sip:user@gateway", Prefixes = { "abroad" }, Password = "secret" },
            },
        };

        var failures = new TrunksOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Trunks:0:Name is missing. Example: provider",
                "Trunks:0:Domain 'not a host' is not the name of a domain. Example: acme.example",
                "Trunks:0 has neither Address nor IncomingUsername nor Gateway, so no call can come or go. Example of Address: 203.0.113.7",
                "Trunks:1:Address: '10.0.0.1/8' has bits behind its first 8; is '10.0.0.0/8' meant? Examples: 10.0.0.0/8, 192.0.2.7, 2001:db8::/32",
                "Trunks:1:Address: 'provider' is not an address or a network. Examples: 10.0.0.0/8, 192.0.2.7, 2001:db8::/32",
                "Trunks:1:Prefixes are given, but no Gateway that the calls could go to. Example: sip:gateway.example.com:5060",
                "Trunks:2:Gateway 'sip:user@gateway' is not sip:host or sip:host:port, alone or with ;transport=udp, tcp or tls. Example: sip:gateway.example.com;transport=tls",
                "Trunks:2:Prefixes: 'abroad' is not how a number begins. Examples: 00, +4989",
                "Trunks:2:Password is given, but no Username.",
                "Trunks: 2 trunks are named 'one'; each needs a name of its own.",
            ],
            failures);
    }
}
