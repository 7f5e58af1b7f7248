using PbxPortal.Phones;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Calls through the whole program over real sockets: UDP and TCP mixed, a trunk, a killed process, and baresip.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class CallTests : IAsyncLifetime
{
    private const string Callee = "sip:100@pbx.test";

    private readonly List<IAsyncDisposable> _open = [];
    private ServerHome _home = null!;
    private SocketPhone _gateway = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        // The gateway has an address of its own, as the trunk is known by it.
        _gateway = SocketPhone.OverUdp(server: null, new PhoneAccount("030555", ServerHome.Domain, ""), "127.0.0.2");
        _home = new ServerHome
        {
            HasTls = true,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Trunks__0__Name"] = "provider",
                ["Trunks__0__Address"] = "127.0.0.2",
                ["Trunks__0__Domain"] = ServerHome.Domain,
                ["Trunks__0__Prefixes__0"] = "00",
                ["Trunks__0__Gateway"] = $"sip:{_gateway.Local}",
                ["Trunks__0__Username"] = "acme",
                ["Trunks__0__Password"] = "trunk-secret",
            },
        };
        _server = await ServerProcess.StartAsync(_home);
        _server.ApiKey = await _home.CreateApiKeyAsync();
        var file = Path.Combine(_home.Folder, "users.csv");
        await File.WriteAllTextAsync(file, $"""
            domain,extension,password
            {ServerHome.Domain},100,{Tenants.PasswordOf("100")}
            {ServerHome.Domain},101,{Tenants.PasswordOf("101")}

            """, TestContext.Current.CancellationToken);
        await _home.RunAsync("users", "import", file);
        await _server.WaitForUsersAsync(count: 2);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
        {
            await open.DisposeAsync();
        }

        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Three_devices_ring_over_UDP_and_TCP_one_answers_and_both_sides_hang_up()
    {
        var (caller, desk, mobile) = (await RegisterAsync("101"), await RegisterAsync("100"), await RegisterAsync("100"));
        var soft = await RegisterOverTcpAsync("100");

        await caller.CallAsync(Callee);
        var invites = new[] { await desk.ReceiveAsync("INVITE"), await mobile.ReceiveAsync("INVITE"), await soft.ReceiveAsync("INVITE") };
        await desk.RespondAsync(invites[0], "180 Ringing");
        _ = await caller.ReceiveAsync("SIP/2.0 180");
        await mobile.RespondAsync(invites[1], "180 Ringing");
        await soft.RespondAsync(invites[2], "200 OK");

        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        Assert.Contains("cause=200", (await desk.ReceiveAsync("CANCEL")).Row("Reason"), StringComparison.Ordinal);
        Assert.Contains("cause=200", (await mobile.ReceiveAsync("CANCEL")).Row("Reason"), StringComparison.Ordinal);
        await caller.SendAsync(CallText.RequestAsCaller("ACK", ok, caller.Via, 2));
        Assert.StartsWith($"ACK {soft.Contact} ", await soft.ReceiveAsync("ACK"), StringComparison.Ordinal);

        await soft.SendAsync(CallText.RequestAsCallee("INFO", invites[2], soft.Via, soft.Tag, 1));
        await AnswerAsync(caller, "INFO", soft);
        await caller.SendAsync(CallText.RequestAsCaller("BYE", ok, caller.Via, 3));
        await AnswerAsync(soft, "BYE", caller);
    }

    [Fact]
    public async Task A_phone_that_listens_on_another_port_than_it_sends_from_rings_there()
    {
        var caller = await RegisterAsync("101");
        var (sending, listening) = (SocketPhone.OverUdp(_home.Sip, AccountOf("100")), SocketPhone.OverUdp(_home.Sip, AccountOf("100")));
        _open.AddRange([sending, listening]);
        await sending.RegisterAsync(listening.Contact);

        await caller.CallAsync(Callee);

        Assert.StartsWith($"INVITE {listening.Contact} ", await listening.ReceiveAsync("INVITE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_outlives_the_process_and_ends_as_it_should()
    {
        var (caller, desk) = (await RegisterAsync("101"), await RegisterAsync("100"));
        await caller.CallAsync(Callee);
        var invite = await desk.ReceiveAsync("INVITE");
        await desk.RespondAsync(invite, "200 OK");
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsync(CallText.RequestAsCaller("ACK", ok, caller.Via, 2));
        _ = await desk.ReceiveAsync("ACK");

        await _server.KillAsync();
        await _server.DisposeAsync();
        _server = await ServerProcess.StartAsync(_home);

        await caller.SendAsync(CallText.RequestAsCaller("UPDATE", ok, caller.Via, 3));
        await AnswerAsync(desk, "UPDATE", caller);
        await desk.SendAsync(CallText.RequestAsCallee("BYE", invite, desk.Via, desk.Tag, 1));
        await AnswerAsync(caller, "BYE", desk);
        await caller.CallAsync(Callee); // And a new call finds the binding that was stored.
        _ = await desk.ReceiveAsync("INVITE");
    }

    /// <summary>It dials anew, from another port, and is the same device.</summary>
    [Fact]
    public async Task A_call_to_a_phone_on_TCP_outlives_the_process_once_the_phone_is_back()
    {
        const string Instance = "urn:uuid:00000000-0000-1000-8000-000a95a0e128";
        var (caller, desk) = (await RegisterAsync("101"), await RegisterOverTcpAsync("100", Instance));
        await caller.CallAsync(Callee);
        var invite = await desk.ReceiveAsync("INVITE");
        await desk.RespondAsync(invite, "200 OK");
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsCallerAsync("ACK", ok, 2);
        _ = await desk.ReceiveAsync("ACK");

        await _server.KillAsync();
        await _server.DisposeAsync();
        _server = await ServerProcess.StartAsync(_home);
        var back = await RegisterOverTcpAsync("100", Instance);

        await caller.SendAsCallerAsync("INFO", ok, 3);
        await AnswerAsync(back, "INFO", caller);
        await back.SendAsync(CallText.RequestAsCallee("BYE", invite, back.Via, desk.Tag, 1));
        await AnswerAsync(caller, "BYE", back);
    }

    [Fact]
    public async Task A_number_goes_out_by_the_trunk_which_is_told_the_password_it_asks_for()
    {
        var caller = await RegisterAsync("101");

        await caller.CallAsync("sip:0049891234@pbx.test");
        var first = await _gateway.ReceiveAsync("INVITE");
        await _gateway.SendToServerAsync(_home.Sip, CallText.ResponseTo(first, "401 Unauthorized", _gateway.Contact, "gw", "WWW-Authenticate: Digest realm=\"provider\", nonce=\"abc\", qop=\"auth\""));
        var second = await _gateway.ReceiveAsync("INVITE");
        while (!second.Contains("\nAuthorization: ", StringComparison.Ordinal))
        {
            second = await _gateway.ReceiveAsync("INVITE"); // A copy of the first one, sent before the 401 had come.
        }

        await _gateway.SendToServerAsync(_home.Sip, CallText.ResponseTo(second, "200 OK", _gateway.Contact, "gw"));

        Assert.StartsWith($"INVITE sip:0049891234@{_gateway.Local} ", second, StringComparison.Ordinal);
        Assert.StartsWith("Digest username=\"acme\", realm=\"provider\", nonce=\"abc\"", second.Row("Authorization"), StringComparison.Ordinal);
        Assert.Empty(first.Rows("Proxy-Authorization")); // The caller's own password is nobody's matter there.
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsync(CallText.RequestAsCaller("BYE", ok, caller.Via, 3));
        Assert.StartsWith($"BYE {_gateway.Contact} ", await _gateway.ReceiveAsync("BYE"), StringComparison.Ordinal);
    }

    /// <summary>RFC 5806: the provider is told whose phone has sent the call on.</summary>
    [Fact]
    public async Task A_phone_sends_a_call_on_to_the_world_outside()
    {
        var (caller, desk) = (await RegisterAsync("101"), await RegisterAsync("100"));

        await caller.CallAsync(Callee);
        await desk.RespondAsync(await desk.ReceiveAsync("INVITE"), "302 Moved Temporarily", "Contact: <sip:0049891234@pbx.test>");

        var invite = await _gateway.ReceiveAsync("INVITE");
        Assert.StartsWith($"INVITE sip:0049891234@{_gateway.Local} ", invite, StringComparison.Ordinal);
        Assert.Equal("<sip:100@pbx.test>;reason=unknown;counter=1", invite.Row("Diversion"));
        Assert.Equal("<sip:101@pbx.test>", invite.Row("P-Asserted-Identity"));
        await _gateway.SendToServerAsync(_home.Sip, CallText.ResponseTo(invite, "200 OK", _gateway.Contact, "gw"));
        _ = await caller.ReceiveAsync("SIP/2.0 200");
    }

    [Fact]
    public async Task The_trunk_calls_in()
    {
        var desk = await RegisterAsync("100");

        await _gateway.SendToServerAsync(_home.Sip, $"""
            INVITE sip:100@127.0.0.1 SIP/2.0
            Via: {_gateway.Via};branch={CallText.NextBranch()};rport
            From: <sip:030555@provider.example>;tag=gw
            To: <sip:100@127.0.0.1>
            Call-ID: inbound
            CSeq: 1 INVITE
            Contact: <{_gateway.Contact}>
            """);

        await desk.RespondAsync(await desk.ReceiveAsync("INVITE"), "486 Busy Here");
        Assert.StartsWith("SIP/2.0 486", await _gateway.ReceiveAsync("SIP/2.0 4"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_baresip_ring_and_the_one_that_answers_is_talked_to()
    {
        var baresip = RealClient.Find("baresip", package: "baresip-core");
        var caller = await RegisterAsync("101");
        await using var silent = Start(baresip, "silent", "udp", "");
        await using var other = Start(baresip, "other", "tcp", "");
        await using var answering = Start(baresip, "answering", "tls", ";answermode=auto");
        await Patience.UntilAsync(
            TimeSpan.FromSeconds(60),
            async () => (await _server.RegistrationsAsync()).Count(row => row.IsRegistered) == 4 ? this : null,
            () => answering.Everything + silent.Everything + _server.Everything);

        await caller.CallAsync(Callee);
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsync(CallText.RequestAsCaller("ACK", ok, caller.Via, 2));
        await caller.SendAsync(CallText.RequestAsCaller("BYE", ok, caller.Via, 3));

        Assert.Equal("3 BYE", (await AnswerToAsync(caller, "BYE")).Row("CSeq"));
    }

    [Fact]
    public async Task Baresip_calls_and_answers_the_challenge()
    {
        var baresip = RealClient.Find("baresip", package: "baresip-core");
        var desk = await RegisterAsync("100");
        var settings = new BaresipSettings(_home.Registrar, AccountOf("101"), "tcp");
        await using var client = ChildProcess.Start(baresip, ["-f", settings.Folder], _home.Folder, settings.Environment);
        await _server.WaitUntilAsync("101", isRegistered: true, () => client.Everything);

        await settings.DialAsync(Callee);
        var invite = await desk.ReceiveAsync("INVITE");
        await desk.RespondAsync(invite, "180 Ringing");
        await desk.RespondAsync(invite, "486 Busy Here");

        Assert.Equal("<sip:101@pbx.test>", invite.Row("P-Asserted-Identity"));
        Assert.Contains("v=0", invite, StringComparison.Ordinal);
        await Patience.UntilAsync(
            TimeSpan.FromSeconds(60),
            () => Task.FromResult(client.Everything.Contains("486", StringComparison.Ordinal) ? this : null),
            () => client.Everything);
    }

    private static PhoneAccount AccountOf(string extension) => new(extension, ServerHome.Domain, Tenants.PasswordOf(extension));

    private static async Task AnswerAsync(SocketPhone asked, string method, SocketPhone asking)
    {
        await asked.RespondAsync(await asked.ReceiveAsync(method), "200 OK");
        _ = await AnswerToAsync(asking, method);
    }

    /// <summary>Copies of the 200 to the INVITE are passed over: they come until the ACK has.</summary>
    private static async Task<string> AnswerToAsync(SocketPhone asking, string method)
    {
        var answer = await asking.ReceiveAsync("SIP/2.0 200");
        while (!answer.Row("CSeq").EndsWith(method, StringComparison.Ordinal))
        {
            answer = await asking.ReceiveAsync("SIP/2.0 200");
        }

        return answer;
    }

    private ChildProcess Start(string baresip, string name, string transport, string parameters)
    {
        var settings = new BaresipSettings(_home.Registrar, AccountOf("100"), transport, name, parameters);
        return ChildProcess.Start(baresip, ["-f", settings.Folder], _home.Folder, settings.Environment);
    }

    private async Task<SocketPhone> RegisterAsync(string extension)
    {
        var phone = SocketPhone.OverUdp(_home.Sip, AccountOf(extension));
        _open.Add(phone);
        await phone.RegisterAsync();
        return phone;
    }

    private async Task<SocketPhone> RegisterOverTcpAsync(string extension, string instance = "")
    {
        var phone = await SocketPhone.OverTcpAsync(_home.Sip, AccountOf(extension));
        phone.Instance = instance;
        _open.Add(phone);
        await phone.RegisterAsync();
        return phone;
    }
}
