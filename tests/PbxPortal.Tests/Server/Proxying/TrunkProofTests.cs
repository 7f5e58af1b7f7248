using PbxPortal.Server.Directory;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A trunk without an address of its own brings calls when it proves who it is (RFC 3261, 22.3), and its password is good for nothing else.</summary>
public sealed class TrunkProofTests : IAsyncLifetime
{
    private const string Name = "trunk-acme";
    private const string Password = "a-long-trunk-secret";
    private const string Outside = "sip:0301234@provider.example";
    private const string Number = "sip:+498912345678@acme.example";

    private RegistrarBench _bench = null!;
    private CallPhone _desk = null!;
    private CallPhone _trunk = null!;

    public async ValueTask InitializeAsync()
    {
        User[] users =
        [
            Tenants.User(11, "3516") with { PhoneNumbers = ["+498912345678"] },
            Tenants.User(12, "3517"),
            Tenants.User(21, "3516", Tenants.Globex),
        ];
        var roaming = new TrunkOptions
        {
            Name = "roaming",
            Domain = "acme.example",
            IncomingUsername = Name,
            IncomingPassword = Password,
            Prefixes = { "00", "+" },
            Gateway = "sip:198.51.100.7:5060",
        };
        _bench = await RegistrarBench.StartAsync(
            new DirectoryChange([Tenants.Acme, Tenants.Globex], [.. users], [], []), trunks: new TrunksOptions { Trunks = { roaming } });
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        await new CallPhone(_bench, "3516", "192.0.2.21:5060", domain: "globex.example").RegisterAsync();
        _trunk = new CallPhone(_bench, "0301234", "198.51.100.99:5060", domain: "provider.example");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(Number, Outside)]
    [InlineData("sip:+498912345678@203.0.113.10", Outside)]
    [InlineData("sip:3516@acme.example", "sip:anonymous@anonymous.invalid")]
    [InlineData(Number, "sip:0301234@acme.example")]
    public async Task It_brings_a_call_from_anywhere(string target, string from)
    {
        await SendAsync(target, from);

        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        var invite = await _desk.ReceiveAsync();
        Assert.StartsWith("INVITE sip:3516@192.0.2.11:5060 ", invite, StringComparison.Ordinal);
        Assert.Empty(invite.Rows("Proxy-Authorization"));
        var offer = Assert.Single(_bench.Book.Offers);
        Assert.Equal((CallPartyKind.Trunk, null, 1), (offer.Caller.Kind, offer.Caller.UserId, offer.Caller.DomainId));
        Assert.EndsWith("@roaming", offer.Caller.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_asked_in_the_realm_of_the_domain_and_nothing_is_kept_of_it_before()
    {
        _trunk.Deliver(_trunk.Request(Number));

        var challenge = await _trunk.ReceiveAsync();
        Assert.Equal("407 Proxy Authentication Required", challenge.Status());
        Assert.All(challenge.Rows("Proxy-Authenticate"), row => Assert.Contains("realm=\"acme.example\"", row, StringComparison.Ordinal));
        AssertNothingGotOut();
    }

    [Theory]
    [InlineData(Name, "wrong")]
    [InlineData(Name, "")]
    [InlineData("trunk-ACME", Password)]
    [InlineData("roaming", Password)]
    [InlineData("3517", Password)]
    [InlineData("", Password)]
    public async Task A_wrong_proof_gets_nothing_out(string name, string password)
    {
        await SendAsync(Number, Outside, name: name, password: password);

        Assert.Matches("^(400|407) ", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    [Fact]
    public async Task A_proof_that_somebody_has_overheard_is_of_no_use_to_him()
    {
        var request = await SendAsync(Number, Outside);
        _ = await _desk.ReceiveAsync();
        var listener = new CallPhone(_bench, "0301234", "192.0.2.66:5060", domain: "provider.example");

        listener.Deliver(request.Replace("198.51.100.99", "192.0.2.66", StringComparison.Ordinal).Replace("z9hG4bK", "z9hG4bKcopied", StringComparison.Ordinal));

        Assert.Equal("407 Proxy Authentication Required", (await listener.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
    }

    [Theory]
    [InlineData("sip:3517@acme.example")]
    [InlineData("sip:3517@ACME.example.")]
    [InlineData("sip:%33517@acme.example")]
    [InlineData("sip:3517@203.0.113.10")]
    [InlineData("sip:+498912345678@acme.example")]
    [InlineData("sip:3516@globex.example")]
    public async Task It_calls_nobody_in_the_name_of_a_user(string from)
    {
        await SendAsync(Number, from);

        Assert.Equal("403 Forbidden (the caller is a user of this server)", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    [Theory]
    [InlineData("P-Asserted-Identity: <sip:0301234@provider.example>, <sip:3517@acme.example>")]
    [InlineData("P-Preferred-Identity: \"Boss\" <sip:3517@acme.example>")]
    public async Task It_asserts_no_identity_of_a_user(string rows)
    {
        await SendAsync(Number, Outside, rows);

        Assert.Equal("403 Forbidden (the caller is a user of this server)", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    /// <summary>It brings calls to the users of its domain; what it would call outside or elsewhere ends here.</summary>
    [Theory]
    [InlineData("sip:0049301234@acme.example", Outside, "404")]
    [InlineData("sip:+49301234@203.0.113.10", Outside, "404")]
    [InlineData("sip:nobody@acme.example", Outside, "404")]
    [InlineData("sip:victim@elsewhere.example", "sip:0301234@acme.example", "403")]
    [InlineData("sip:0049301234@elsewhere.example", "sip:0301234@acme.example", "403")]
    [InlineData("tel:0049301234", "sip:0301234@acme.example", "404")]
    [InlineData("sip:3516@globex.example", "sip:0301234@acme.example", "403")]
    [InlineData("sip:3516@globex.example", "sip:0301234@globex.example", "403")]
    public async Task It_reaches_the_users_of_its_domain_only(string target, string from, string expected)
    {
        await SendAsync(target, from);

        Assert.Equal("100 Trying", (await _trunk.ReceiveAsync()).Status());
        Assert.StartsWith(expected, (await _trunk.ReceiveAsync()).Status(), StringComparison.Ordinal);
        Assert.Empty(_bench.Book.Branches);
        Assert.Equal(0, _bench.Transactions.ClientCount);
    }

    /// <summary>Where no trunk could be meant there is not even a challenge.</summary>
    [Theory]
    [InlineData("INVITE", "sip:victim@elsewhere.example")]
    [InlineData("INVITE", "sip:3516@globex.example")]
    [InlineData("INVITE", "tel:+498912345678")]
    [InlineData("REFER", "sip:3516@acme.example")]
    public async Task Whoever_could_be_no_trunk_is_refused_at_once(string method, string target)
    {
        _trunk.Deliver(_trunk.Request(target, method: method));

        Assert.Equal("403 Forbidden (not a user of this server)", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    [Fact]
    public async Task It_sends_nothing_but_calls_and_messages()
    {
        await SendAsync(Number, "sip:0301234@acme.example", "Refer-To: <sip:0900@acme.example>", "REFER");

        Assert.Equal("403 Forbidden (a trunk brings calls and messages only)", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    [Fact]
    public async Task It_brings_a_message()
    {
        await SendAsync(Number, Outside, method: "MESSAGE");

        Assert.StartsWith("MESSAGE ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REGISTER", "sip:acme.example", "")]
    [InlineData("SUBSCRIBE", "sip:3516@acme.example", "Event: reg")]
    public async Task It_registers_nobody_and_watches_nobody(string method, string target, string rows)
    {
        var request = $"""
            {method} {target} SIP/2.0
            From: <sip:3516@acme.example>;tag=1
            To: <sip:3516@acme.example>
            Call-ID: not-mine
            CSeq: 1 {method}
            Contact: <sip:3516@198.51.100.99:5060>
            {rows}
            """.TrimEnd();
        var credentials = new PhoneCredentials(Name, Password);

        var answer = await _bench.AskAsync(request, credentials, _trunk.Wire);

        Assert.Matches("^(401|407) ", answer.Status());
        Assert.Single(_bench.BindingsOf());
    }

    /// <summary>Nor is the password of a user good for bringing calls of others.</summary>
    [Fact]
    public async Task A_user_is_no_trunk()
    {
        await SendAsync(Number, Outside, name: "3517", password: Tenants.PasswordOf("3517"));

        Assert.Equal("403 Forbidden (From is somebody else)", (await _trunk.ReceiveAsync()).Status());
        AssertNothingGotOut();
    }

    private void AssertNothingGotOut()
    {
        Assert.Null(_desk.TryReceive());
        Assert.Equal(0, _bench.Transactions.ClientCount);
        Assert.Equal(0, _bench.Transactions.ServerCount);
        Assert.Empty(_bench.Book.Lines);
    }

    /// <summary>Sends a request, answers the challenge, and gives what was sent with the proof.</summary>
    private async Task<string> SendAsync(
        string target, string from, string rows = "", string method = "INVITE", string name = Name, string password = Password)
    {
        _trunk.Deliver(_trunk.Request(target, rows, method, from: from));
        var challenge = await _trunk.ReceiveAsync();
        Assert.Equal("407 Proxy Authentication Required", challenge.Status());
        var credentials = new PhoneCredentials(name, password);
        credentials.Accept(challenge);
        var request = credentials.AuthorizeAtProxy(_trunk.Request(target, rows, method, from: from));
        _trunk.Deliver(request);
        return request;
    }
}
