using System.Net;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server;

/// <summary>A flow that only counts what the server sends, so that the test makes no garbage of its own.</summary>
/// <remarks>Guarded by one monitor, on which the test waits.</remarks>
internal sealed class SilentWire : Flow
{
    private readonly object _gate = new();
    private int _sent;

    public override long Id => -1;

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override PeerAddress Peer { get; } = PeerAddress.From(IPEndPoint.Parse("192.0.2.4:5060"));

    public override IPEndPoint Local { get; } = IPEndPoint.Parse("192.0.2.1:5060");

    public override bool IsClosed => false;

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Assert.True(message.Span.StartsWith("SIP/2.0 200"u8));
        lock (_gate)
        {
            _sent++;
            Monitor.PulseAll(_gate);
        }

        return new ValueTask<bool>(result: true);
    }

    public override Flow ForResponseTo(SipRequest request) => this;

    public override void Close()
    {
    }

    /// <summary>Blocks until the server has sent so many messages since the last call.</summary>
    public void Await(int count)
    {
        lock (_gate)
        {
            while (_sent < count)
            {
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(20)));
            }

            _sent -= count;
        }
    }
}
