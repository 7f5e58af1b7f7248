using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Phones;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>A phone on a real UDP socket or TCP connection: it sends what a test writes and reads one message at a time.</summary>
/// <remarks>Confined to one test.</remarks>
internal sealed class SocketPhone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly IPEndPoint? _server;
    private readonly PhoneAccount _account;
    private readonly bool _isStream;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[65_536];
    private string _unread = "";
    private int _callCount;

    private SocketPhone(Socket socket, IPEndPoint? server, PhoneAccount account)
    {
        _socket = socket;
        _server = server;
        _account = account;
        _isStream = socket.SocketType == SocketType.Stream;
        Local = (IPEndPoint)socket.LocalEndPoint!;
    }

    public IPEndPoint Local { get; }

    /// <summary>How it calls itself when it registers and calls; empty: not at all.</summary>
    public string UserAgent { get; set; } = "";

    /// <summary>By which it is known again on another connection; empty: by its contact.</summary>
    public string Instance { get; set; } = "";

    public string Contact => $"sip:{_account.User}@{Local}{(_isStream ? ";transport=tcp" : "")}";

    public string Via => $"SIP/2.0/{(_isStream ? "TCP" : "UDP")} {Local}";

    public string Tag => $"at-{Local.Port.ToString(CultureInfo.InvariantCulture)}";

    /// <param name="server">Who is spoken to; <c>null</c>: each time another one is named.</param>
    public static SocketPhone OverUdp(IPEndPoint? server, PhoneAccount account, string address = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return new SocketPhone(socket, server, account);
    }

    public static async Task<SocketPhone> OverTcpAsync(IPEndPoint server, PhoneAccount account)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, TestContext.Current.CancellationToken);
        return new SocketPhone(socket, server, account);
    }

    public Task SendAsync(string message) => SendToServerAsync(_server!, message);

    public async Task SendToServerAsync(IPEndPoint server, string message)
    {
        var wire = SipMessageText.ToWire(message);
        var sent = _isStream
            ? await _socket.SendAsync(wire, TestContext.Current.CancellationToken)
            : await _socket.SendToAsync(wire, server, TestContext.Current.CancellationToken);
        Assert.Equal(wire.Length, sent);
    }

    /// <summary>The next message, with line feeds only.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        string? message;
        while (!TryTake(out message))
        {
            var length = await _socket.ReceiveAsync(_buffer, timeout.Token);
            Assert.NotEqual(0, length);
            _unread += Encoding.Latin1.GetString(_buffer, 0, length);
        }

        return message;
    }

    /// <summary>The next message that begins so; what comes before it is passed over, and so are copies of what has been read.</summary>
    public async Task<string> ReceiveAsync(string start)
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.StartsWith(start, StringComparison.Ordinal) && _read.Add(message))
            {
                return message;
            }
        }
    }

    public Task RespondAsync(string request, string status, string rows = "") => SendAsync(CallText.ResponseTo(request, status, Contact, Tag, rows));

    /// <param name="contact">Where it wants to be called; left out: here.</param>
    public async Task RegisterAsync(string? contact = null)
    {
        var credentials = new PhoneCredentials(_account.User, _account.Password);
        await SendAsync(RegisterRequest(contact, 1));
        credentials.Accept(await ReceiveAsync("SIP/2.0 401"));
        await SendAsync(credentials.Authorize(RegisterRequest(contact, 2)));
        _ = await ReceiveAsync("SIP/2.0 200");
    }

    /// <summary>Calls, and answers the challenge; each time it is another call.</summary>
    public async Task<string> CallAsync(string target)
    {
        _callCount++;
        var credentials = new PhoneCredentials(_account.User, _account.Password);
        await SendAsync(Request("INVITE", target, target, 1));
        credentials.Accept(await ReceiveAsync("SIP/2.0 407"));
        var invite = credentials.AuthorizeAtProxy(Request("INVITE", target, target, 2));
        await SendAsync(invite);
        _ = await ReceiveAsync("SIP/2.0 100");
        return invite;
    }

    /// <summary>ACK, BYE or another request of a call that it has made, and that was answered with this 200.</summary>
    public Task SendAsCallerAsync(string method, string ok, int cSeq) => SendAsync(CallText.RequestAsCaller(method, ok, Via, cSeq));

    /// <summary>BYE or another request of a call that it has answered.</summary>
    public Task SendAsCalleeAsync(string method, string invite, int cSeq = 1) =>
        SendAsync(CallText.RequestAsCallee(method, invite, Via, Tag, cSeq));

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A datagram is one message; on a connection Content-Length says where one ends (RFC 3261, 18.3).</summary>
    private bool TryTake([NotNullWhen(true)] out string? message)
    {
        message = null;
        _unread = _unread.TrimStart('\r', '\n');
        var head = _unread.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (head < 4)
        {
            return false;
        }

        var end = _isStream ? head + int.Parse(_unread[..head].Row("Content-Length"), CultureInfo.InvariantCulture) : _unread.Length;
        if (_unread.Length < end)
        {
            return false;
        }

        message = _unread[..end].ReplaceLineEndings("\n");
        _unread = _unread[end..];
        return true;
    }

    private string RegisterRequest(string? contact, int cSeq)
    {
        var request = Request("REGISTER", $"sip:{_account.Domain}", _account.AddressOfRecord, cSeq);
        return contact is null ? request : request.Without("Contact").With("Contact", $"<{contact}>");
    }

    private string Request(string method, string requestUri, string to, int cSeq) => string.Create(CultureInfo.InvariantCulture, $"""
        {method} {requestUri} SIP/2.0
        Via: {Via};branch={CallText.NextBranch()};rport
        From: <{_account.AddressOfRecord}>;tag=from-{_account.User}
        To: <{to}>
        Call-ID: {method}-{Local.Port}-{_callCount}
        CSeq: {cSeq} {method}
        Contact: <{Contact}>{(Instance.Length > 0 ? $";+sip.instance=\"<{Instance}>\"" : "")}
        {(UserAgent.Length > 0 ? $"User-Agent: {UserAgent}" : "")}
        """).TrimEnd();
}
