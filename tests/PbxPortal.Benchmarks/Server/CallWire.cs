using System.Net;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>The flow of a phone that makes no garbage: it keeps the last INVITE, and the last of all other messages, in room of its own.</summary>
internal sealed class CallWire(int number) : Flow
{
    private readonly byte[] _invite = new byte[4096];
    private readonly byte[] _last = new byte[4096];
    private int _inviteLength;
    private int _lastLength;

    public override long Id => number;

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override PeerAddress Peer { get; } = PeerAddress.From(IPAddress.Parse("192.0.2.4"), 5060 + number);

    public override IPEndPoint Local { get; } = new(IPAddress.Loopback, 5060);

    public override bool IsClosed => false;

    public ReadOnlySpan<byte> Invite => _invite.AsSpan(0, _inviteLength);

    public ReadOnlySpan<byte> Last => _last.AsSpan(0, _lastLength);

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (message.Span.StartsWith("INVITE"u8))
        {
            message.Span.CopyTo(_invite);
            _inviteLength = message.Length;
        }
        else
        {
            message.Span.CopyTo(_last);
            Volatile.Write(ref _lastLength, message.Length);
        }

        return new ValueTask<bool>(result: true);
    }

    /// <summary>Until something other than an INVITE has come, from the location service's loop perhaps.</summary>
    public void Await()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _lastLength) == 0)
        {
            spin.SpinOnce();
        }
    }

    public void Forget() => _lastLength = 0;

    public override Flow ForResponseTo(SipRequest request) => this;

    public override void Close()
    {
    }
}
