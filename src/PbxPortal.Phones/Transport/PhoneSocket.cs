using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>One real socket towards the registrar. Hands each response to the transaction that waits for it.</summary>
/// <remarks>
/// Thread-safe: several phones may share it. One loop per socket receives; a response is given out on that loop.
/// </remarks>
internal abstract class PhoneSocket(Socket socket) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action<SipResponse>> _transactions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private Task _receiving = Task.CompletedTask;
    private volatile bool _isClosedByPeer; // Written by the receiving loop, read by the phone's.

    /// <summary>Raised once, when the registrar ends the connection. Never for UDP, and not when we end it.</summary>
    public event Action? ClosedByPeer;

    public bool IsClosedByPeer => _isClosedByPeer;

    public abstract TransportProtocol Protocol { get; }

    public IPEndPoint Local { get; } = (IPEndPoint)socket.LocalEndPoint!;

    protected Socket Socket => socket;

    /// <summary>A response is matched to its request by the branch of the top Via (17.1.3).</summary>
    public void Expect(string branch, Action<SipResponse> onResponse) => _transactions[branch] = onResponse;

    public void Forget(string branch) => _transactions.TryRemove(branch, out _);

    /// <summary><c>false</c> when the connection is gone.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        socket.Dispose();
        await _receiving;
        _closing.Dispose();
        OnDisposed();
    }

    protected void StartReceiving() => _receiving = ReceiveUntilClosedAsync(_closing.Token);

    protected virtual void OnDisposed()
    {
    }

    /// <summary>Receives until the token says stop or the peer ends the connection.</summary>
    protected abstract Task ReceiveAsync(CancellationToken cancellationToken);

    protected async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, EndPoint from, CancellationToken cancellationToken)
    {
        _ = SipParser.TryParse(bytes.Span, out var message, out var error);
        if (message is SipResponse response && error == SipParseError.None)
        {
            Give(response);
        }
        else if (message is SipRequest request && error == SipParseError.None)
        {
            await AnswerAsync(request, (IPEndPoint)from, cancellationToken);
        }

        message?.Dispose();
    }

    private void Give(SipResponse response)
    {
        if (_transactions.TryGetValue(Encoding.ASCII.GetString(response.TopVia.Branch), out var onResponse))
        {
            onResponse(response);
        }
    }

    /// <summary>The registrar may ask whether the phone is there, or tell it something; other requests are not for this phone.</summary>
    private async Task AnswerAsync(SipRequest request, IPEndPoint from, CancellationToken cancellationToken)
    {
        if (request.Method == SipMethod.Ack)
        {
            return;
        }

        var isKnown = request.Method is SipMethod.Options or SipMethod.Notify;
        using var buffer = MessageBuffer.Rent();
        ResponseWriter
            .Begin(buffer, request, from, isKnown ? StatusCode.Ok : StatusCode.MethodNotAllowed, "phone"u8)
            .Header(HeaderName.Allow, "OPTIONS, NOTIFY")
            .End();
        await SendAsync(buffer.WrittenMemory, cancellationToken);
    }

    private async Task ReceiveUntilClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReceiveAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The socket is closed; by whom is decided below.
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            _isClosedByPeer = true;
            ClosedByPeer?.Invoke();
        }
    }
}
