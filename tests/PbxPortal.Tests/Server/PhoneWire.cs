using System.Net;
using System.Text;
using System.Threading.Channels;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server;

/// <summary>The wire between one phone and the server, made of memory: text goes in, text comes out.</summary>
internal sealed class PhoneWire(string remote, TransportProtocol protocol = TransportProtocol.Udp) : Flow
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static long _lastId;

    private readonly Channel<string> _sent = Channel.CreateBounded<string>(10_000);
    private volatile bool _isClosed;
    private int _holds;

    /// <summary>As on a real socket: the same two UDP addresses are one flow, a connection is one of its own.</summary>
    public override long Id { get; } = protocol == TransportProtocol.Udp
        ? -Math.Abs((long)remote.GetHashCode(StringComparison.Ordinal)) - 1
        : Interlocked.Increment(ref _lastId);

    public override TransportProtocol Protocol => protocol;

    public override PeerAddress Peer { get; } = PeerAddress.From(IPEndPoint.Parse(remote));

    public override IPEndPoint Local { get; } = IPEndPoint.Parse("192.0.2.1:5060");

    public override bool IsClosed => _isClosed;

    /// <summary>How often the server wants a sign of life; <c>null</c>: it never spoke of that.</summary>
    public TimeSpan? KeepAliveInterval { get; private set; }

    public bool IsAuthenticated { get; private set; }

    /// <summary>How many bindings and dialogs need it.</summary>
    public int Holds => Volatile.Read(ref _holds);

    /// <summary>Who hears what the server sends, as at a real transport.</summary>
    public WireTap? Tap { get; set; }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Tap?.Listener?.OnSent(message.Span, this);
        return new(!_isClosed && _sent.Writer.TryWrite(Encoding.UTF8.GetString(message.Span).ReplaceLineEndings("\n")));
    }

    public override void ExpectKeepAlives(TimeSpan interval) => KeepAliveInterval = interval;

    public override void MarkAuthenticated() => IsAuthenticated = true;

    public override void Hold() => Interlocked.Increment(ref _holds);

    public override void Release() => Interlocked.Decrement(ref _holds);

    public override void Close() => _isClosed = true;

    public override Flow ForResponseTo(SipRequest request) => this;

    /// <summary>The next message that the server sends, with line feeds only.</summary>
    public async Task<string> ReadAsync() => await _sent.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>What has been sent and not been read; <c>null</c> when there is nothing.</summary>
    public string? TryRead() => _sent.Reader.TryRead(out var text) ? text : null;
}
