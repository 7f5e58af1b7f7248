using System.Globalization;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A device sends a call on (302), and the call goes there where the user himself could call (RFC 3261, 16.7, step 4), and nowhere else.</summary>
public sealed class CallForwardingTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;
    private CallPhone _colleague = null!;
    private CallPhone _trunk = null!;

    public async ValueTask InitializeAsync()
    {
        var users = Enumerable.Range(0, 10).Select(number => Tenants.User(11 + number, (3516 + number).ToString(CultureInfo.InvariantCulture))).ToList();
        users[0] = users[0] with { PhoneNumbers = ["+498912345678"] };
        users[2] = users[2] with { PhoneNumbers = ["+498912345680"] };
        var trunk = new TrunkOptions
        {
            Name = "provider",
            Address = "198.51.100.0/24",
            Domain = "acme.example",
            Prefixes = { "00" },
            Gateway = "sip:198.51.100.7:5060",
        };
        _bench = await RegistrarBench.StartAsync(
            new DirectoryChange([Tenants.Acme, Tenants.Globex], [.. users, Tenants.User(40, "3518", Tenants.Globex)], [], []),
            trunks: new TrunksOptions { Trunks = { trunk } });
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        _colleague = await new CallPhone(_bench, "3518", "192.0.2.18:5060").RegisterAsync();
        _trunk = new CallPhone(_bench, "0301234", "198.51.100.7:5060");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("<sip:3518@acme.example>")]
    [InlineData("<sip:3518@203.0.113.10>")]
    [InlineData("tel:+49-89-12345680")]
    [InlineData("<sip:+498912345680@acme.example;user=phone>;q=0.5")]
    [InlineData("<sips:3518@acme.example>, <sip:victim@elsewhere.example>, \"Colleague\" <sip:3518@ACME.example>")]
    public async Task To_a_colleague(string contact)
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", $"Contact: {contact}");

        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        var invite = await _colleague.ReceiveAsync();
        Assert.StartsWith("INVITE sip:3518@192.0.2.18:5060 ", invite, StringComparison.Ordinal);
        Assert.Equal("<sip:3516@acme.example>", invite.Row("To"));
        Assert.Null(_caller.TryReceive());
        _colleague.Respond(invite, "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Contains("end 1 Forwarded 302 to 3518@acme.example", _bench.Book.Lines);
    }

    [Fact]
    public async Task To_the_world_outside_as_if_he_had_dialled_it_himself()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:0049301234@acme.example>");

        // This server has no UDP socket, so that is as far as it gets.
        Assert.Equal("500 Server Internal Error (the gateway cannot be reached)", (await _caller.ReceiveAsync()).Status());
        Assert.Contains("end 1 Forwarded 302 to 0049301234@provider", _bench.Book.Lines);
        Assert.Contains("try 2 0049301234", _bench.Book.Lines);
    }

    [Fact]
    public async Task A_call_from_outside_is_sent_outside_by_the_user_only()
    {
        _trunk.Deliver(_trunk.Request("sip:3516@203.0.113.10", from: "sip:0301234@provider.example"));
        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());

        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <tel:0049301234>");

        Assert.StartsWith("5", (await _trunk.ReceiveAsync()).Status(), StringComparison.Ordinal);
        Assert.Contains("try 2 0049301234", _bench.Book.Lines);
    }

    [Theory]
    [InlineData("<sip:victim@elsewhere.example>")]
    [InlineData("<sip:0049301234@elsewhere.example>")]
    [InlineData("<sip:3518@globex.example>")]
    [InlineData("<sip:110@acme.example>")]
    [InlineData("<sip:nobody@acme.example>")]
    [InlineData("<sip:3519@acme.example>")] // Nobody is there.
    [InlineData("<sip:3516@acme.example>")] // He himself.
    [InlineData("<sip:3517@acme.example>")] // The caller, who has no other device.
    [InlineData("<sips:3518@acme.example>")] // Nobody has asked for TLS.
    [InlineData("<mailto:anna@acme.example>")]
    public async Task What_may_not_be_followed_goes_back_to_the_caller(string contact)
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", $"Contact: {contact}");

        var response = await _caller.ReceiveAsync();
        Assert.Equal("302 Moved Temporarily", response.Status());
        Assert.Contains(contact, response.Rows("Contact"));
        Assert.Single(_bench.Book.Branches);
        Assert.Null(_colleague.TryReceive());
    }

    [Fact]
    public async Task Two_who_send_it_to_each_other_ring_once()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:3518@acme.example>");
        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);

        _colleague.Respond(await _colleague.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:3516@acme.example>");

        Assert.Equal("302 Moved Temporarily", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task A_call_is_sent_on_five_times_and_no_more()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var phone = _desk;
        for (var extension = 3519; extension < 3525; extension++)
        {
            var next = await new CallPhone(_bench, extension.ToString(CultureInfo.InvariantCulture), $"192.0.2.{extension - 3450}:5060").RegisterAsync();
            phone.Respond(await phone.ReceiveAsync(), "302 Moved Temporarily", $"Contact: <{next.AddressOfRecord}>");
            phone = next;
        }

        Assert.Equal("302 Moved Temporarily", (await _caller.ReceiveAsync()).Status());
        Assert.Null(phone.TryReceive());
        Assert.Equal(6, _bench.Book.Branches.Count);
    }

    [Fact]
    public async Task The_other_devices_ring_on()
    {
        var mobile = await new CallPhone(_bench, "3516", "192.0.2.13:5060").RegisterAsync();
        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:3518@acme.example>");
        var colleague = await _colleague.ReceiveAsync();
        _colleague.Respond(colleague, "180 Ringing");
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());

        mobile.Respond(await mobile.ReceiveAsync(), "200 OK");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.StartsWith("CANCEL ", await _colleague.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nobody_answers_there_the_caller_hears_that_and_not_the_302()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:3518@acme.example>");

        _colleague.Respond(await _colleague.ReceiveAsync(), "486 Busy Here");

        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_device_of_the_colleague_that_registers_meanwhile_joins_in()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "302 Moved Temporarily", "Contact: <sip:3518@acme.example>");
        await _colleague.ReceiveAsync();

        var late = await new CallPhone(_bench, "3518", "192.0.2.19:5060").RegisterAsync();

        Assert.StartsWith("INVITE ", await late.ReceiveAsync(), StringComparison.Ordinal);
    }
}
