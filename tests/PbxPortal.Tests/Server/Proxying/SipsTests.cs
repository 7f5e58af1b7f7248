using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A call to a sips URI is TLS on every hop, or it is none (RFC 3261, 26.2.2).</summary>
public sealed class SipsTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:41000", TransportProtocol.Tls).RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Only_devices_over_TLS_ring_and_the_dialog_stays_there()
    {
        var soft = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Wss).RegisterAsync();

        await _caller.CallAsync("sips:3516@acme.example");

        var invite = await soft.ReceiveAsync();
        Assert.StartsWith("INVITE sips:3516@192.0.2.12:41000;transport=tcp SIP/2.0\n", invite, StringComparison.Ordinal);
        Assert.Collection(
            invite.Rows("Record-Route"),
            row => Assert.Matches("^<sips:.*;transport=ws;lr>$", row),
            row => Assert.Matches("^<sips:.*;transport=tcp;lr>$", row));
        soft.Respond(invite, "200 OK");
        var ok = await _caller.ReceiveAsync();
        Assert.Equal("200 OK", ok.Status());
        _caller.Deliver(_caller.RequestAsCaller("BYE", ok));
        Assert.StartsWith("BYE ", await soft.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Null(_desk.TryReceive());
        Assert.Contains("end 1 NotEncrypted 480", _bench.Book.Lines);
    }

    [Fact]
    public async Task Nobody_is_called_without_it()
    {
        await _caller.CallAsync("sips:3516@acme.example");

        Assert.Equal("480 Temporarily Unavailable (not reached over TLS)", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
    }

    [Fact]
    public async Task Who_comes_without_it_is_refused()
    {
        await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tls).RegisterAsync();
        var caller = await new CallPhone(_bench, "3517", "192.0.2.8:41000", TransportProtocol.Tcp).RegisterAsync();

        await caller.CallAsync("sips:3516@acme.example");

        Assert.Equal("416 Unsupported URI Scheme", (await caller.ReceiveAsync()).Status());
    }

    /// <summary>16.7, step 4.</summary>
    [Theory]
    [InlineData("sips:3516@globex.example", false)]
    [InlineData("sip:3517@acme.example", false)]
    [InlineData("sips:+498912345678@acme.example", true)]
    public async Task It_is_sent_on_to_sips_only(string contact, bool isFollowed)
    {
        _bench.Directory.Apply(Tenants.Added(Tenants.User(13, "3518") with { PhoneNumbers = ["+498912345678"] }));
        var soft = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tls).RegisterAsync();
        var colleague = await new CallPhone(_bench, "3518", "192.0.2.18:41000", TransportProtocol.Tls).RegisterAsync();
        await _caller.CallAsync("sips:3516@acme.example");

        soft.Respond(await soft.ReceiveAsync(), "302 Moved Temporarily", $"Contact: <{contact}>");

        if (isFollowed)
        {
            Assert.StartsWith("INVITE sips:3518@", await colleague.ReceiveAsync(), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("302 Moved Temporarily", (await _caller.ReceiveAsync()).Status());
        }
    }

    [Fact]
    public async Task A_device_that_comes_back_over_TLS_joins_in()
    {
        var other = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tls).RegisterAsync();
        await _caller.CallAsync("sips:3516@acme.example");
        await other.ReceiveAsync();

        var late = await new CallPhone(_bench, "3516", "192.0.2.13:41000", TransportProtocol.Tls).RegisterAsync();

        Assert.StartsWith("INVITE sips:", await late.ReceiveAsync(), StringComparison.Ordinal);
    }
}
