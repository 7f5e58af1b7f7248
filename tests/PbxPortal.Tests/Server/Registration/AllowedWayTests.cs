using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>Users whose phones may come only from some networks, or only over some transports.</summary>
public sealed class AllowedWayTests
{
    [Theory]
    [InlineData("10.1.2.3:5060", "10.0.0.0/8", "200 OK")]
    [InlineData("11.1.2.3:5060", "10.0.0.0/8", "403 Network Not Allowed")]
    [InlineData("192.0.2.7:5060", "10.0.0.0/8,192.0.2.7", "200 OK")]
    [InlineData("192.0.2.8:5060", "10.0.0.0/8,192.0.2.7", "403 Network Not Allowed")]
    [InlineData("[2001:db8:1::7]:5060", "2001:db8::/32", "200 OK")]
    [InlineData("[2001:db9::7]:5060", "2001:db8::/32", "403 Network Not Allowed")]
    [InlineData("192.0.2.7:5060", "::/0", "403 Network Not Allowed")]
    [InlineData("192.0.2.7:5060", "0.0.0.0/0", "200 OK")]
    public async Task A_phone_registers_from_an_allowed_network_only(string source, string networks, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        Restrict(bench, networks.Split(','));

        var answer = await new TestPhone(bench) { Wire = new PhoneWire(source) }.RegisterAsync();

        Assert.Equal(expected, answer.Status());
        Assert.Equal(expected is "200 OK" ? 1 : 0, bench.BindingsOf().Count);
    }

    [Fact]
    public async Task The_phone_and_the_portal_are_told_which_networks_are_allowed()
    {
        await using var bench = await RegistrarBench.StartAsync();
        Restrict(bench, ["10.0.0.0/8", "2001:db8::/32"]);

        var answer = await new TestPhone(bench).RegisterAsync();
        await bench.TellRefusalsAsync();

        Assert.Equal("399 acme.example \"3516 may register only from 10.0.0.0/8, 2001:db8::/32\"", answer.Row("Warning"));
        Assert.Equal(
            "comes from a network that is not allowed: 3516 may register only from 10.0.0.0/8, 2001:db8::/32",
            Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_what_is_allowed()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "guess") };
        var before = await phone.RegisterAsync();
        Restrict(bench, ["10.0.0.0/8"], TransportProtocol.Tls);

        var after = await phone.RegisterAsync();

        Assert.Equal(["401 Unauthorized", "401 Unauthorized"], [before.Status(), after.Status()]);
        Assert.Empty(after.Rows("Warning"));
    }

    [Theory]
    [InlineData(TransportProtocol.Udp, "403 Transport Not Allowed")]
    [InlineData(TransportProtocol.Tcp, "403 Transport Not Allowed")]
    [InlineData(TransportProtocol.Tls, "200 OK")]
    [InlineData(TransportProtocol.Wss, "200 OK")]
    public async Task A_phone_registers_over_an_allowed_transport_only(TransportProtocol transport, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        Restrict(bench, [], TransportProtocol.Tls, TransportProtocol.Wss);

        var answer = await new TestPhone(bench) { Wire = new PhoneWire("192.0.2.4:41000", transport) }.RegisterAsync();

        Assert.Equal(expected, answer.Status());
        Assert.Equal(
            expected is "200 OK" ? [] : ["399 acme.example \"3516 may register only over TLS, WSS\""], answer.Rows("Warning"));
    }

    [Fact]
    public async Task A_fetch_of_the_bindings_needs_an_allowed_network_too()
    {
        await using var bench = await RegistrarBench.StartAsync();
        Restrict(bench, ["10.0.0.0/8"]);

        Assert.Equal("403 Network Not Allowed", (await new TestPhone(bench).RegisterAsync("Supported: path")).Status());
    }

    [Fact]
    public async Task What_is_allowed_no_more_ends_at_once()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var inside = new PhoneWire("10.1.2.3:41000", TransportProtocol.Tcp);
        var outside = new PhoneWire("192.0.2.4:41000", TransportProtocol.Tcp);
        await new TestPhone(bench) { Wire = inside }.RegisterAsync("Contact: <sip:a@10.1.2.3>");
        await new TestPhone(bench) { Wire = outside }.RegisterAsync("Contact: <sip:b@192.0.2.4>");

        Restrict(bench, ["10.0.0.0/8"]);
        await bench.SettleAsync();

        Assert.Equal("sip:a@10.1.2.3", Assert.Single(bench.BindingsOf()).ContactUri);
        Assert.Equal((false, true), (inside.IsClosed, outside.IsClosed));
        var told = bench.Store.Activity[^1];
        Assert.Equal((ActivityKind.ForcedOut, "3516 may register only from 10.0.0.0/8"), (told.Kind, told.Reason));
    }

    [Fact]
    public async Task A_gateway_must_be_allowed_as_well_as_the_user_whom_it_registers()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Directory.Apply(Tenants.Added(
            Tenants.User(11, "3516") with { MayRegisterOthers = true },
            Tenants.User(12, "3517") with { AllowedNetworks = [Network("10.0.0.0/8")] }));

        var answer = await bench.AskAsync(
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=456248
            To: <sip:3517@acme.example>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:gateway@192.0.2.4:5060>
            """,
            new PhoneCredentials("3516", "secret-3516"));

        Assert.Equal("403 Network Not Allowed", answer.Status());
        Assert.Contains("3517 may register only from 10.0.0.0/8", answer.Row("Warning"), StringComparison.Ordinal);
    }

    private static void Restrict(RegistrarBench bench, string[] networks, params TransportProtocol[] transports) =>
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with
        {
            AllowedNetworks = [.. networks.Select(Network)],
            AllowedTransports = [.. transports],
        }));

    private static AllowedNetwork Network(string text)
    {
        Assert.True(AllowedNetwork.TryParse(text, out var network, out var mistake), mistake);
        return network;
    }
}
