using System.Net;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>The way back to whoever sent a message: a connection, or the two addresses of a UDP exchange (RFC 5626, 3.3).</summary>
public abstract class Flow
{
    /// <summary>
    /// Tells flows apart. The same two UDP addresses on the same socket have the same number; a connection has one of its own,
    /// never given again while the process runs.
    /// </summary>
    public abstract long Id { get; }

    public abstract TransportProtocol Protocol { get; }

    /// <summary>Who is at the other end.</summary>
    public abstract PeerAddress Peer { get; }

    /// <summary><see cref="Peer"/> for those who need an object; made for every caller anew.</summary>
    public IPEndPoint Remote => Peer.ToEndPoint();

    public abstract IPEndPoint Local { get; }

    /// <summary>Whether nothing can be sent any more. A UDP flow closes with its socket only.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>
    /// Sends one message. <c>false</c> when the peer cannot be reached or has been cut off, which is nobody's mistake and so no
    /// exception. The memory may be used again when the task has ended.
    /// </summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>
    /// What to keep of this flow beside <see cref="Peer"/>: the connection itself, or for UDP the socket alone, which many
    /// thousands share.
    /// </summary>
    public virtual object Anchor => this;

    /// <summary>The flow to <paramref name="peer"/> over what <see cref="Anchor"/> has kept.</summary>
    public static Flow Over(object anchor, in PeerAddress peer) =>
        anchor is UdpTransport transport ? transport.FlowTo(peer) : (Flow)anchor;

    /// <summary>Sends one message and gives its buffer back to the pool, whatever comes of it.</summary>
    public async ValueTask<bool> SendAsync(MessageBuffer message, CancellationToken cancellationToken)
    {
        using (message)
        {
            return await SendAsync(message.WrittenMemory, cancellationToken);
        }
    }

    /// <summary>
    /// Somebody has proved a credential over this flow. A connection on which nobody does so in time is closed; a UDP flow holds
    /// nothing that it could lose.
    /// </summary>
    public virtual void MarkAuthenticated()
    {
    }

    /// <summary>
    /// Something stands that needs this flow, a binding or a dialog. A connection that nobody holds and that says nothing is closed
    /// after a while; each call needs its <see cref="Release"/>.
    /// </summary>
    public virtual void Hold()
    {
    }

    /// <summary>What held this flow by <see cref="Hold"/> stands no more.</summary>
    public virtual void Release()
    {
    }

    /// <summary>
    /// The peer has been told to give a sign of life at least this often (RFC 5626, 4.4: Flow-Timer), or, with
    /// <see cref="Timeout.InfiniteTimeSpan"/>, is told so no more. A connection that has given such signs and then gives none, not within
    /// this time nor a grace after it, is taken as failed. A UDP flow says by itself nothing of its peer, and a WebSocket has pings of its own.
    /// </summary>
    public virtual void ExpectKeepAlives(TimeSpan interval)
    {
    }

    /// <summary>Ends the connection; for UDP there is nothing to end.</summary>
    public abstract void Close();

    /// <summary>
    /// The flow on which the response to this request must go out (RFC 3261, 18.2.2; RFC 3581, 4). Take it before the request
    /// is disposed. It differs from this one only for UDP.
    /// </summary>
    public virtual Flow ForResponseTo(SipRequest request) => this;
}
