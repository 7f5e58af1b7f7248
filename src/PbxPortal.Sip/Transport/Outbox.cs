using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Sip.Transport;

/// <summary>Collects the messages that one turn of a loop sends, so that those of one UDP socket leave with one system call.</summary>
/// <remarks>Confined to one thread. The messages to one peer leave in the order in which they were added.</remarks>
public sealed class Outbox
{
    /// <summary>How many messages it holds before it flushes itself.</summary>
    public const int Capacity = 64;

    [ThreadStatic]
    private static Outbox? _ofThread;

    private readonly Flow?[] _flows = new Flow?[Capacity];
    private readonly MessageBuffer?[] _messages = new MessageBuffer?[Capacity];
    private readonly IMessageSender?[] _senders = new IMessageSender?[Capacity];
    private readonly List<IMessageSender> _failed = [];
    private SendBatch? _datagrams;

    public int Count { get; private set; }

    /// <summary>
    /// The outbox of a thread that does nothing but receive datagrams, and flushes it after each batch of them; <c>null</c>: this thread
    /// is none. So the transactions, which are called far below and know of no batch, send with it: a call is thirteen messages in and
    /// fourteen out, and each system call by itself costs as much as the message.
    /// </summary>
    internal static Outbox? OfThread => _ofThread;

    /// <summary>From now on this is the outbox of the thread that calls, which flushes it whenever it is about to wait.</summary>
    internal void ServeThread() => _ofThread = this;

    /// <summary>Takes the message over; it goes out with the next <see cref="Flush"/>, or when the outbox is full.</summary>
    public void Add(Flow flow, MessageBuffer message) => Add(flow, message, sender: null);

    /// <param name="flow">Where it goes.</param>
    /// <param name="message">Taken over.</param>
    /// <param name="sender">Told by <see cref="Flush"/> when a datagram could not be sent; <c>null</c>: nobody.</param>
    internal void Add(Flow flow, MessageBuffer message, IMessageSender? sender)
    {
        _flows[Count] = flow;
        _messages[Count] = message;
        _senders[Count] = sender;
        Count++;
        if (Count == Capacity)
        {
            Send(); // And tells nobody yet: whoever adds may hold a lock.
        }
    }

    /// <summary>
    /// Sends everything and gives the buffers back. A peer that cannot be reached costs the others nothing; a connection that
    /// is slow takes its messages along and sends them when it can.
    /// </summary>
    public void Flush()
    {
        Send();
        while (_failed.Count > 0)
        {
            IMessageSender[] failed = [.. _failed];
            _failed.Clear();
            foreach (var sender in failed)
            {
                sender.OnNotSent();
            }

            Send(); // What they have sent instead.
        }
    }

    private void Send()
    {
        for (var index = 0; index < Count; index++)
        {
            if (_flows[index] is UdpFlow datagram)
            {
                SendDatagrams(datagram.Transport, index);
            }
            else if (_flows[index] is { } connection)
            {
                _ = SendAsync(connection, _messages[index]!);
                _messages[index] = null;
            }
        }

        for (var index = 0; index < Count; index++)
        {
            _messages[index]?.Dispose();
        }

        Array.Clear(_flows, 0, Count);
        Array.Clear(_messages, 0, Count);
        Array.Clear(_senders, 0, Count);
        Count = 0;
    }

    /// <summary>The connection gives the buffer back, now or when the bytes are gone. It keeps the order of what it is given.</summary>
    private static async Task SendAsync(Flow connection, MessageBuffer message) =>
        await connection.SendAsync(message, CancellationToken.None);

    /// <summary>Sends all that this socket has in the outbox, and marks it as sent by taking the flow away.</summary>
    private void SendDatagrams(UdpTransport transport, int first)
    {
        var batch = transport.UsesBatches ? _datagrams ??= new SendBatch() : null;
        var listener = transport.Tap.Listener; // One look for the whole batch.
        for (var index = first; index < Count; index++)
        {
            if (_flows[index] is not UdpFlow flow || flow.Transport != transport)
            {
                continue;
            }

            listener?.OnSent(_messages[index]!.WrittenSpan, flow);
            if (batch is not null)
            {
                batch.Add(_messages[index]!, flow.Peer, _senders[index]);
            }
            else if (!transport.TrySend(_messages[index]!.WrittenSpan, flow.Peer) && _senders[index] is { } sender)
            {
                _failed.Add(sender);
            }

            _flows[index] = null;
        }

        if (batch is not null)
        {
            transport.Send(batch, _failed);
        }
    }
}
