using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A phone that calls and is called, in the words of a test: it registers, answers challenges and copies what a response must have.</summary>
internal sealed class CallPhone
{
    private readonly RegistrarBench _bench;
    private readonly TestPhone _phone;
    private readonly string _extension;

    /// <param name="remote">Address and port of the phone.</param>
    public CallPhone(RegistrarBench bench, string extension, string remote, TransportProtocol protocol = TransportProtocol.Udp, string domain = "acme.example")
    {
        _bench = bench;
        _extension = extension;
        Remote = remote;
        Wire = new PhoneWire(remote, protocol);
        _phone = new TestPhone(bench, extension, domain) { Wire = Wire };
        Contact = $"sip:{extension}@{remote}" + (protocol == TransportProtocol.Udp ? "" : ";transport=tcp");
        Via = $"SIP/2.0/{protocol.ToString().ToUpperInvariant()} {remote}";
    }

    public string Remote { get; }

    public PhoneWire Wire { get; private set; }

    public string Contact { get; set; }

    public string Tag => $"tag-{_extension}";

    private string Via { get; }

    public string AddressOfRecord => $"sip:{_extension}@{_phone.Domain}";

    public async Task<CallPhone> RegisterAsync(string rows = "", string parameters = "")
    {
        Assert.Equal("200 OK", (await _phone.RegisterAsync($"Contact: <{Contact}>{parameters}\n{rows}".TrimEnd())).Status());
        return this;
    }

    /// <summary>The same phone after its connection ended: a new one, on which it registers.</summary>
    public async Task<CallPhone> ReconnectAsync(string parameters = "")
    {
        Wire = new PhoneWire(Remote, Wire.Protocol);
        _phone.Wire = Wire;
        return await RegisterAsync(parameters: parameters);
    }

    /// <summary>An INVITE, or another request that begins something, without credentials.</summary>
    public string Request(string target, string rows = "", string method = "INVITE", string callId = "call-1", string? from = null) => $"""
        {method} {target} SIP/2.0
        Via: {Via};branch={CallText.NextBranch()};rport
        From: <{from ?? AddressOfRecord}>;tag={Tag}
        To: <{target}>
        Call-ID: {callId}
        CSeq: 1 {method}
        Contact: <{Contact}>
        {rows}
        """.TrimEnd();

    public void Deliver(string request) => _bench.Deliver(request, Wire);

    /// <summary>Sends a request, answers the challenge, and gives what was sent with credentials; the 100 has come.</summary>
    public async Task<string> CallAsync(string target, string rows = "", string method = "INVITE", string callId = "call-1", string? from = null)
    {
        var request = await SendAsync(target, rows, method, callId, from);
        if (string.Equals(method, "INVITE", StringComparison.Ordinal))
        {
            Assert.Equal("100 Trying", (await ReceiveAsync()).Status());
        }

        return request;
    }

    /// <summary>Sends a request and answers the challenge.</summary>
    public async Task<string> SendAsync(string target, string rows = "", string method = "INVITE", string callId = "call-1", string? from = null)
    {
        var request = Request(target, rows, method, callId, from);
        Deliver(request);
        var challenge = await ReceiveAsync();
        Assert.Equal("407 Proxy Authentication Required", challenge.Status());
        var credentials = new PhoneCredentials(_extension, Tenants.PasswordOf(_extension));
        credentials.Accept(challenge);
        request = credentials.AuthorizeAtProxy(Request(target, rows, method, callId, from));
        Deliver(request);
        return request;
    }

    public Task<string> ReceiveAsync() => Wire.ReadAsync();

    /// <summary>What has come so far; <c>null</c>: nothing.</summary>
    public string? TryReceive() => Wire.TryRead();

    /// <summary>A response to a request that this phone has received, with a tag of its own.</summary>
    public void Respond(string request, string status, string rows = "") =>
        Deliver(CallText.ResponseTo(request, status, Contact, ResponseTag, rows));

    /// <summary>The tag that this device answers with.</summary>
    public string ResponseTag => $"at-{Remote}";

    public string RequestAsCaller(string method, string ok, int cSeq = 2) => CallText.RequestAsCaller(method, ok, Via, cSeq);

    public string RequestAsCallee(string method, string invite, int cSeq = 2) =>
        CallText.RequestAsCallee(method, invite, Via, ResponseTag, cSeq);
}
