using System.Globalization;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Sip;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>What is refused before anything else, and what the copy that goes out looks like (RFC 3261, 16.3, 16.4 and 16.6; RFC 5393).</summary>
public sealed class RequestForwardingTests : IAsyncLifetime
{
    private const string Target = "sip:3516@acme.example";

    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("http://acme.example/", "", "416 Unsupported URI Scheme")]
    [InlineData(Target, "Max-Forwards: 0", "483 Too Many Hops")]
    [InlineData(Target, "Proxy-Require: sec-agree, precondition", "420 Bad Extension")]
    public async Task What_a_proxy_may_not_forward_is_refused(string target, string rows, string expected)
    {
        _caller.Deliver(_caller.Request(target, rows));

        var response = await _caller.ReceiveAsync();
        Assert.Equal(expected, response.Status());
        Assert.Equal(expected.StartsWith("420", StringComparison.Ordinal) ? ["sec-agree, precondition"] : [], response.Rows("Unsupported"));
    }

    [Fact]
    public async Task What_comes_back_unchanged_has_looped_and_what_comes_back_changed_is_a_spiral()
    {
        var desk = await DeskAsync();
        await _caller.CallAsync(Target);
        var via = (await desk.ReceiveAsync()).Rows("Via")[0];

        _caller.Deliver(_caller.Request(Target, $"Via: {via}", callId: "loop"));
        Assert.Equal("482 Loop Detected", (await _caller.ReceiveAsync()).Status());

        _caller.Deliver(_caller.Request("sip:3517@acme.example", $"Via: {via}", callId: "spiral"));
        Assert.Equal("407 Proxy Authentication Required", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task The_copy_has_the_edits_of_a_proxy_and_all_else_untouched()
    {
        var desk = await DeskAsync();

        await _caller.CallAsync(Target, """
            Max-Forwards: 12
            s: compact
            X-Unknown:   kept "as" it, is
            P-Asserted-Identity: <sip:chief@acme.example>
            P-Preferred-Identity: <sip:chief@acme.example>
            Record-Route: <sip:before.example;lr>
            Proxy-Authorization: Digest username="3517", realm="elsewhere.example", nonce="1", uri="sip:x", response="2"
            """);

        var copy = await desk.ReceiveAsync();
        Assert.StartsWith("INVITE sip:3516@192.0.2.11:5060 SIP/2.0\n", copy, StringComparison.Ordinal);
        Assert.Equal("11", copy.Row("Max-Forwards"));
        Assert.Equal("compact", copy.Row("s"));
        Assert.Equal("kept \"as\" it, is", copy.Row("X-Unknown"));
        Assert.Equal("\"User 3517\" <sip:3517@acme.example>", copy.Row("P-Asserted-Identity"));
        Assert.Empty(copy.Rows("P-Preferred-Identity"));
        Assert.Contains("elsewhere.example", copy.Row("Proxy-Authorization"), StringComparison.Ordinal); // Not for us; ours is gone.
        Assert.StartsWith("SIP/2.0/UDP 203.0.113.10:5060;branch=z9hG4bK", copy.Rows("Via")[0], StringComparison.Ordinal);
        Assert.EndsWith(";rport=5060;received=192.0.2.7", copy.Rows("Via")[1], StringComparison.Ordinal);
        Assert.Equal($"<{_caller.Contact}>", copy.Row("Contact"));
        var routes = copy.Rows("Record-Route");
        Assert.Equal(3, routes.Count);
        Assert.EndsWith("@203.0.113.10:5060;lr>", routes[0], StringComparison.Ordinal);
        Assert.EndsWith("@203.0.113.10:5060;lr>", routes[1], StringComparison.Ordinal);
        Assert.Equal("<sip:before.example;lr>", routes[2]);
    }

    [Fact]
    public async Task Each_side_gets_a_Record_Route_for_its_own_transport()
    {
        var soft = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tcp).RegisterAsync();

        await _caller.CallAsync(Target);

        var copy = await soft.ReceiveAsync();
        Assert.StartsWith("SIP/2.0/TCP ", copy.Rows("Via")[0], StringComparison.Ordinal);
        Assert.EndsWith(";transport=tcp;lr>", copy.Rows("Record-Route")[0], StringComparison.Ordinal);
        Assert.EndsWith(":5060;lr>", copy.Rows("Record-Route")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_MESSAGE_begins_no_dialog_and_gets_no_Record_Route()
    {
        var desk = await DeskAsync();

        await _caller.CallAsync(Target, method: "MESSAGE");

        Assert.Empty((await desk.ReceiveAsync()).Rows("Record-Route"));
    }

    [Fact]
    public async Task The_body_passes_byte_for_byte()
    {
        var desk = await DeskAsync();
        var credentials = new PhoneCredentials("3517", Tenants.PasswordOf("3517"));
        _caller.Deliver(_caller.Request(Target));
        credentials.Accept(await _caller.ReceiveAsync());
        var request = credentials.AuthorizeAtProxy(_caller.Request(Target, "Content-Type: application/sdp")) + "\nContent-Length: ...\n\nv=0\n\nä";

        _bench.Receiver.Receive(SipText.ToWire(request), _caller.Wire);

        var copy = await desk.ReceiveAsync();
        Assert.EndsWith("\n\nv=0\n\nä\n", copy, StringComparison.Ordinal);
        Assert.Equal("11", copy.Row("Content-Length"));
    }

    [Fact]
    public async Task An_outbound_proxy_that_is_us_is_taken_off_Route()
    {
        var desk = await DeskAsync();

        await _caller.CallAsync(Target, "Route: <sip:acme.example;lr>, <sip:203.0.113.10;lr>");

        Assert.Empty((await desk.ReceiveAsync()).Rows("Route"));
    }

    [Fact]
    public async Task The_proxies_that_a_device_registered_by_come_first()
    {
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060")
            .RegisterAsync("Path: <sip:edge1.example;lr>, <sip:edge2.example;lr>\nSupported: path");

        await _caller.CallAsync(Target);

        var copy = await desk.ReceiveAsync();
        Assert.StartsWith("INVITE sip:3516@192.0.2.11:5060 SIP/2.0\n", copy, StringComparison.Ordinal);
        Assert.Equal(["<sip:edge1.example;lr>", "<sip:edge2.example;lr>"], copy.Rows("Route"));
    }

    [Fact]
    public async Task A_strict_router_on_the_way_is_served()
    {
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060")
            .RegisterAsync("Path: <sip:edge1.example>, <sip:edge2.example;lr>\nSupported: path");

        await _caller.CallAsync(Target);

        var copy = await desk.ReceiveAsync();
        Assert.StartsWith("INVITE sip:edge1.example SIP/2.0\n", copy, StringComparison.Ordinal);
        Assert.Equal(["<sip:edge2.example;lr>", "<sip:3516@192.0.2.11:5060>"], copy.Rows("Route"));
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("Max-Breadth: 9", 3)]
    [InlineData("Max-Breadth: 1000", 20)]
    public async Task Max_Breadth_is_shared_out(string rows, int share)
    {
        var desk = await DeskAsync();
        var soft = await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync();

        await _caller.CallAsync(Target, rows);

        Assert.Equal(share.ToString(CultureInfo.InvariantCulture), (await desk.ReceiveAsync()).Row("Max-Breadth"));
        Assert.Equal(share.ToString(CultureInfo.InvariantCulture), (await soft.ReceiveAsync()).Row("Max-Breadth"));
    }

    [Fact]
    public async Task Without_breadth_for_all_they_ring_one_after_the_other()
    {
        var desk = await DeskAsync();
        var soft = await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync();

        await _caller.CallAsync(Target, "Max-Breadth: 1");
        var first = await desk.ReceiveAsync();
        Assert.Null(soft.TryReceive());
        desk.Respond(first, "486 Busy Here");

        soft.Respond(await soft.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task Without_any_breadth_nobody_rings()
    {
        await DeskAsync();

        await _caller.CallAsync(Target, "Max-Breadth: 0");

        Assert.Equal("440 Max-Breadth Exceeded", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task The_most_wanted_device_is_asked_first()
    {
        var second = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync(parameters: ";q=0.2");
        var first = await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync(parameters: ";q=0.9");

        await _caller.CallAsync(Target);

        Assert.Equal([first.Contact, second.Contact], _bench.Book.Branches.Select(branch => branch.Target));
    }

    private Task<CallPhone> DeskAsync() => new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
}
