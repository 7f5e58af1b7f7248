using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>One real socket towards the registrar. Hands each response to the transaction that waits for it.</summary>
/// <remarks>
/// Thread-safe: several phones may share it. One loop per socket receives; a response is given out on that loop.
/// </remarks>
internal abstract class PhoneSocket : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action<SipResponse>> _transactions = new(StringComparer.Ordinal);
    private volatile bool _isClosedByPeer; // Written by the receiving loop, read by the phone's.

    /// <summary>Raised once, when the registrar ends the connection. Never for UDP, and not when we end it.</summary>
    public event Action? ClosedByPeer;

    public abstract TransportProtocol Protocol { get; }

    public abstract IPEndPoint Local { get; }

    public bool IsClosedByPeer => _isClosedByPeer;

    /// <summary>A response is matched to its request by the branch of the top Via (17.1.3). It is the taker's to dispose.</summary>
    public void Expect(string branch, Action<SipResponse> onResponse) => _transactions[branch] = onResponse;

    public void Forget(string branch) => _transactions.TryRemove(branch, out _);

    /// <summary><c>false</c> when the connection is gone.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected void Give(SipResponse response)
    {
        if (_transactions.TryGetValue(Encoding.ASCII.GetString(response.TopVia.Branch), out var onResponse))
        {
            onResponse(response);
        }
        else
        {
            response.Dispose();
        }
    }

    /// <summary>The registrar may ask whether the phone is there, or tell it something; other requests are not for this phone.</summary>
    protected async Task AnswerAsync(SipRequest request, IPEndPoint from)
    {
        using var disposing = request;
        if (request.Method == SipMethod.Ack)
        {
            return;
        }

        var isKnown = request.Method is SipMethod.Options or SipMethod.Notify;
        using var buffer = MessageBuffer.Rent();
        ResponseWriter
            .Begin(buffer, request, PeerAddress.From(from), isKnown ? StatusCode.Ok : StatusCode.MethodNotAllowed, "phone"u8)
            .Header(HeaderName.Allow, "OPTIONS, NOTIFY")
            .End();
        await SendAsync(buffer.WrittenMemory, CancellationToken.None);
    }

    protected void NoteClosedByPeer()
    {
        _isClosedByPeer = true;
        ClosedByPeer?.Invoke();
    }
}
