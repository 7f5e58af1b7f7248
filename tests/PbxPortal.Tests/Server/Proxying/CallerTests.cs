using PbxPortal.Server.Directory;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Who may call whom: users by password, trunks by address, and nobody else (RFC 3261, 22.3). An open relay is impossible.</summary>
public sealed class CallerTests : IAsyncLifetime
{
    private const string Provider = "198.51.100.7:5060";

    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;
    private CallPhone _trunk = null!;

    public async ValueTask InitializeAsync()
    {
        User[] users =
        [
            Tenants.User(11, "3516") with { PhoneNumbers = ["+498912345678"] },
            Tenants.User(12, "3517"),
            Tenants.User(13, "3518") with { IsEnabled = false },
            Tenants.User(14, "3519"),
            Tenants.User(21, "3516", Tenants.Globex),
        ];
        var trunk = new TrunkOptions
        {
            Name = "provider",
            Address = "198.51.100.0/24",
            Domain = "acme.example",
            Prefixes = { "00", "+" },
            Gateway = "sip:198.51.100.7:5060",
        };
        _bench = await RegistrarBench.StartAsync(
            new DirectoryChange([Tenants.Acme, Tenants.Globex], [.. users], [], []), trunks: new TrunksOptions { Trunks = { trunk } });
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        _trunk = new CallPhone(_bench, "0301234", Provider);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_user_is_asked_for_his_password_and_nothing_is_kept_of_him_before()
    {
        _caller.Deliver(_caller.Request("sip:3516@acme.example"));

        var challenge = await _caller.ReceiveAsync();
        Assert.Equal("407 Proxy Authentication Required", challenge.Status());
        Assert.All(challenge.Rows("Proxy-Authenticate"), row => Assert.Contains("realm=\"acme.example\"", row, StringComparison.Ordinal));
        Assert.Equal(2, challenge.Rows("Proxy-Authenticate").Count);
        Assert.Equal(0, _bench.Transactions.ServerCount);
        Assert.Empty(_bench.Book.Lines);
        Assert.Null(_desk.TryReceive());
    }

    [Fact]
    public async Task A_wrong_password_is_challenged_again()
    {
        var wrong = new PhoneCredentials("3517", "wrong");
        var request = _caller.Request("sip:3516@acme.example");
        _caller.Deliver(request);
        wrong.Accept(await _caller.ReceiveAsync());
        _caller.Deliver(wrong.AuthorizeAtProxy(_caller.Request("sip:3516@acme.example")));

        Assert.Equal("407 Proxy Authentication Required", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
    }

    [Theory]
    [InlineData("sip:3519@acme.example")]
    [InlineData("sip:nobody@acme.example")]
    public async Task Nobody_calls_in_the_name_of_somebody_else(string from)
    {
        await _caller.SendAsync("sip:3516@acme.example", from: from);

        Assert.Equal("403 Forbidden (From is somebody else)", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
    }

    [Fact]
    public async Task Who_hides_his_name_proves_who_he_is_all_the_same_and_the_device_does_not_learn_it()
    {
        await _caller.CallAsync("sip:3516@acme.example", "Privacy: id", from: "sip:anonymous@anonymous.invalid");

        var invite = await _desk.ReceiveAsync();
        Assert.StartsWith("<sip:anonymous@anonymous.invalid>", invite.Row("From"), StringComparison.Ordinal);
        Assert.Empty(invite.Rows("P-Asserted-Identity"));
        Assert.Equal("3517@acme.example", _bench.Book.Offers[0].Caller.Address);
    }

    [Theory]
    [InlineData("sip:nobody@acme.example", "404 Not Found", "finish NotFound 404")]
    [InlineData("sips:3516@acme.example", "416 Unsupported URI Scheme", "finish Failed 416")]
    [InlineData("sip:3517@acme.example", "480 Temporarily Unavailable", "finish Unavailable 480")] // His only device is the one that calls.
    [InlineData("sip:acme.example", "404 Not Found", "finish NotFound 404")]
    [InlineData("sip:3518@acme.example", "480 Temporarily Unavailable", "finish Unavailable 480")]
    [InlineData("sip:3519@acme.example", "480 Temporarily Unavailable", "finish Unavailable 480")]
    [InlineData("sip:3516@elsewhere.example", "403 Forbidden (not a domain of this server)", "finish Refused 403")]
    [InlineData("sip:0123@globex.example", "404 Not Found", "finish NotFound 404")]
    public async Task What_leads_nowhere_is_said(string target, string expected, string told)
    {
        await _caller.CallAsync(target);

        Assert.Equal(expected, (await _caller.ReceiveAsync()).Status());
        Assert.Equal(told, _bench.Book.Lines[^1]);
        Assert.Empty(_bench.Book.Branches);
    }

    [Theory]
    [InlineData("sip:3516@203.0.113.10")]
    [InlineData("sip:+49-89-12345678@acme.example;user=phone")]
    [InlineData("tel:+49-89-12345678")]
    [InlineData("sip:%33516@ACME.example.")]
    public async Task A_user_is_found_by_address_extension_and_number(string target)
    {
        await _caller.CallAsync(target);

        Assert.StartsWith("INVITE sip:3516@192.0.2.11:5060 ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_calls_into_another_domain_of_this_server()
    {
        var globex = await new CallPhone(_bench, "3516", "192.0.2.21:5060", domain: "globex.example").RegisterAsync();

        await _caller.CallAsync("sip:3516@globex.example");

        Assert.Equal("\"User 3517\" <sip:3517@acme.example>", (await globex.ReceiveAsync()).Row("P-Asserted-Identity"));
        Assert.Null(_desk.TryReceive());
    }

    /// <summary>Every way to make us send something for somebody who is neither user nor trunk.</summary>
    [Theory]
    [InlineData("INVITE", "sip:3516@acme.example", "sip:mallory@evil.example", "")]
    [InlineData("INVITE", "sip:victim@elsewhere.example", "sip:mallory@evil.example", "")]
    [InlineData("INVITE", "sip:0049301234@acme.example", "sip:mallory@evil.example", "")]
    [InlineData("INVITE", "tel:+49301234", "sip:mallory@evil.example", "")]
    [InlineData("INVITE", "sip:3516@acme.example", "sip:mallory@anonymous.invalid", "Route: <sip:elsewhere.example;lr>")]
    [InlineData("MESSAGE", "sip:3516@acme.example", "sip:mallory@evil.example", "")]
    [InlineData("REFER", "sip:3516@acme.example", "sip:mallory@evil.example", "Refer-To: <sip:0900@acme.example>")]
    [InlineData("BYE", "sip:victim@elsewhere.example", "sip:mallory@evil.example", "Route: <sip:203.0.113.10;lr>, <sip:elsewhere.example;lr>")]
    [InlineData("INVITE", "sip:3516@acme.example", "sip:3517@acme.example", "")]
    [InlineData("UPDATE", "sip:victim@elsewhere.example", "sip:3517@acme.example", "Route: <sip:elsewhere.example;lr>")]
    [InlineData("INVITE", "sip:victim@elsewhere.example", "sip:198.51.100.7", "P-Asserted-Identity: <sip:3517@acme.example>")]
    public async Task A_stranger_reaches_nobody(string method, string target, string from, string rows)
    {
        var stranger = new CallPhone(_bench, "mallory", "192.0.2.66:5060");

        stranger.Deliver(stranger.Request(target, rows, method, from: from));
        var answer = await stranger.ReceiveAsync();
        stranger.Deliver(stranger.Request(target, rows, method, callId: "2", from: from).Replace($"To: <{target}>", $"To: <{target}>;tag=forged", StringComparison.Ordinal));
        var inDialog = await stranger.ReceiveAsync();

        Assert.Matches("^(403|407|481) ", answer.Status());
        Assert.Matches("^(403|407|481) ", inDialog.Status());
        Assert.Null(_desk.TryReceive());
        Assert.Null(_caller.TryReceive());
        Assert.Equal(0, _bench.Transactions.ClientCount);
        Assert.Equal(0, _bench.Transactions.ServerCount);
        Assert.Empty(_bench.Book.Lines);
    }

    [Fact]
    public async Task A_Route_that_leads_on_is_refused_to_users_too()
    {
        await _caller.CallAsync("sip:3516@acme.example", "Route: <sip:acme.example;lr>, <sip:elsewhere.example;lr>");

        Assert.Equal("403 Forbidden (Route leads elsewhere)", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_trunk_calls_a_user_by_his_number_and_is_believed_who_calls()
    {
        _trunk.Deliver(_trunk.Request("sip:+498912345678@203.0.113.10", "P-Asserted-Identity: <sip:0301234@provider.example>", from: "sip:0301234@provider.example"));

        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        var invite = await _desk.ReceiveAsync();
        Assert.Equal("<sip:0301234@provider.example>", invite.Row("P-Asserted-Identity"));
        var offer = Assert.Single(_bench.Book.Offers);
        Assert.Equal((CallPartyKind.Trunk, null, 1, "0301234@provider"), (offer.Caller.Kind, offer.Caller.UserId, offer.Caller.DomainId, offer.Caller.Address));
    }

    [Theory]
    [InlineData("sip:3516@globex.example")]
    [InlineData("sip:victim@elsewhere.example")]
    [InlineData("sip:0049301234@elsewhere.example")]
    public async Task A_trunk_reaches_no_other_domain_and_not_the_world_outside(string target)
    {
        _trunk.Deliver(_trunk.Request(target, from: "sip:0301234@provider.example"));

        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        Assert.StartsWith("403 ", (await _trunk.ReceiveAsync()).Status(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trunk_does_not_get_out_by_itself_again()
    {
        _trunk.Deliver(_trunk.Request("sip:0049301234@acme.example", from: "sip:0301234@provider.example"));

        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        Assert.Equal("404 Not Found", (await _trunk.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_number_that_a_prefix_takes_goes_to_the_trunk()
    {
        await _caller.CallAsync("sip:00-49-301234@acme.example");

        // This server has no UDP socket, so that is as far as it gets (16.9: as if a 503 had come, which ends as a 500).
        Assert.Equal("500 Server Internal Error (the gateway cannot be reached)", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(
            ["begin 3517@acme.example -> 0049301234@provider", "try 1 0049301234", "end 1 Unreachable 503 no UDP socket of ours leads there", "finish Failed 500"],
            _bench.Book.Lines);
        Assert.Equal(CallPartyKind.Trunk, _bench.Book.Offers[0].Callee.Kind);
        Assert.Equal((null, null, "provider"), (_bench.Book.Branches[0].DeviceId, _bench.Book.Branches[0].BindingId, _bench.Book.Branches[0].Device));
    }

    [Fact]
    public async Task A_number_that_no_prefix_takes_is_not_found()
    {
        await _caller.CallAsync("sip:110@acme.example");

        Assert.Equal("404 Not Found", (await _caller.ReceiveAsync()).Status());
    }
}
