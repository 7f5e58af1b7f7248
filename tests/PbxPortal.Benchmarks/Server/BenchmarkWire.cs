using System.Net;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>A flow that counts what the server sends and keeps the last message.</summary>
internal sealed class BenchmarkWire : Flow
{
    private int _sent;

    public override long Id => -1;

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override PeerAddress Peer { get; } = PeerAddress.From(IPAddress.Parse("192.0.2.4"), 5060);

    public override IPEndPoint Local { get; } = new(IPAddress.Loopback, 5060);

    public override bool IsClosed => false;

    public byte[] Last { get; private set; } = [];

    public bool KeepsLast { get; set; }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (KeepsLast)
        {
            Last = message.ToArray();
        }

        Interlocked.Increment(ref _sent);
        return new ValueTask<bool>(result: true);
    }

    public override Flow ForResponseTo(SipRequest request) => this;

    public override void Close()
    {
    }

    /// <summary>Until the server has sent so many messages since the last call.</summary>
    public void Await(int count)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _sent) < count)
        {
            spin.SpinOnce();
        }

        Interlocked.Add(ref _sent, -count);
    }
}
