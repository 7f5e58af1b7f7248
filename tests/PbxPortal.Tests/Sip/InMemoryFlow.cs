using System.Net;
using System.Text;
using System.Threading.Channels;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip;

/// <summary>A wire made of memory: a test puts text in and takes text out.</summary>
internal sealed class InMemoryFlow : Flow
{
    private static long _lastId = 1_000_000;

    private readonly Channel<string> _sent = Channel.CreateBounded<string>(10_000);
    private volatile bool _isClosed;

    public override long Id { get; } = Interlocked.Increment(ref _lastId);

    public override TransportProtocol Protocol => ProtocolOfTest;

    public override PeerAddress Peer => PeerAddress.From(RemoteOfTest);

    public override IPEndPoint Local => LocalOfTest;

    public override bool IsClosed => _isClosed;

    public TransportProtocol ProtocolOfTest { get; init; } = TransportProtocol.Udp;

    public IPEndPoint RemoteOfTest { get; init; } = IPEndPoint.Parse("192.0.2.4:5060");

    public IPEndPoint LocalOfTest { get; init; } = IPEndPoint.Parse("192.0.2.1:5060");

    /// <summary>Gives text to the receiver as if it had come over this wire.</summary>
    public void Deliver(MessageReceiver receiver, string text) => receiver.Receive(SipText.ToWire(text), this);

    /// <summary>The next message that was sent, as text with line feeds only.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) => await _sent.Reader.ReadAsync(cancellationToken);

    /// <summary>What has been sent so far and not been read; <c>null</c> when there is nothing.</summary>
    public string? TryRead() => _sent.Reader.TryRead(out var text) ? text : null;

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        new(!_isClosed && _sent.Writer.TryWrite(Encoding.UTF8.GetString(message.Span).ReplaceLineEndings("\n")));

    public override void Close() => _isClosed = true;
}
