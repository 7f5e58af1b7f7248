using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A gateway that asks who we are, in the middle of a call too, is told the password of its trunk; nobody else is (RFC 3261, 22.3).</summary>
public sealed class TrunkPasswordTests : IAsyncLifetime
{
    private const string Challenge = "Proxy-Authenticate: Digest realm=\"provider\", nonce=\"abc\", qop=\"auth\"";

    private RegistrarBench _bench = null!;
    private CallPhone _desk = null!;
    private CallPhone _trunk = null!;
    private string _invite = "";

    public async ValueTask InitializeAsync()
    {
        var trunk = new TrunkOptions
        {
            Name = "provider",
            Address = "198.51.100.7",
            Domain = "acme.example",
            Prefixes = { "00" },
            Gateway = "sip:198.51.100.7:5060",
            Username = "acme",
            Password = "trunk-secret",
        };
        _bench = await RegistrarBench.StartAsync(Tenants.All(), trunks: new TrunksOptions { Trunks = { trunk } });
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        _trunk = new CallPhone(_bench, "0301234", "198.51.100.7:5060", domain: "provider.example");
        _trunk.Deliver(_trunk.Request("sip:3516@acme.example"));
        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        _invite = await _desk.ReceiveAsync();
        _desk.Respond(_invite, "200 OK");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task It_is_told_within_a_call_with_the_same_CSeq_and_another_branch()
    {
        _ = await _trunk.ReceiveAsync();
        _desk.Deliver(_desk.RequestAsCallee("INFO", _invite));
        var first = await _trunk.ReceiveAsync();
        _trunk.Respond(first, "407 Proxy Authentication Required", Challenge);

        var second = await _trunk.ReceiveAsync();
        _trunk.Respond(second, "200 OK");

        Assert.StartsWith("Digest username=\"acme\", realm=\"provider\", nonce=\"abc\"", second.Row("Proxy-Authorization"), StringComparison.Ordinal);
        Assert.Equal(first.Row("CSeq"), second.Row("CSeq"));
        Assert.NotEqual(first.Rows("Via")[0], second.Rows("Via")[0]);
        Assert.Equal("200 OK", (await _desk.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task It_is_told_once()
    {
        _ = await _trunk.ReceiveAsync();
        _desk.Deliver(_desk.RequestAsCallee("INFO", _invite));
        _trunk.Respond(await _trunk.ReceiveAsync(), "407 Proxy Authentication Required", Challenge);
        _trunk.Respond(await _trunk.ReceiveAsync(), "407 Proxy Authentication Required", Challenge);

        Assert.Equal("407 Proxy Authentication Required", (await _desk.ReceiveAsync()).Status());
        Assert.Null(_trunk.TryReceive());
    }

    [Fact]
    public async Task A_phone_that_asks_is_not_told()
    {
        var ok = await _trunk.ReceiveAsync();
        _trunk.Deliver(_trunk.RequestAsCaller("INFO", ok));
        _desk.Respond(await _desk.ReceiveAsync(), "407 Proxy Authentication Required", Challenge);

        Assert.Equal("407 Proxy Authentication Required", (await _trunk.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
    }
}
