using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Sip.Transport;

/// <summary>Collects the messages that one turn of a loop sends, so that those of one UDP socket leave with one system call.</summary>
/// <remarks>Confined to one thread. The messages to one peer leave in the order in which they were added.</remarks>
public sealed class Outbox
{
    /// <summary>How many messages it holds before it flushes itself.</summary>
    public const int Capacity = 64;

    private readonly Flow?[] _flows = new Flow?[Capacity];
    private readonly MessageBuffer?[] _messages = new MessageBuffer?[Capacity];
    private SendBatch? _datagrams;

    public int Count { get; private set; }

    /// <summary>Takes the message over; it goes out with the next <see cref="Flush"/>, or when the outbox is full.</summary>
    public void Add(Flow flow, MessageBuffer message)
    {
        _flows[Count] = flow;
        _messages[Count] = message;
        Count++;
        if (Count == Capacity)
        {
            Flush();
        }
    }

    /// <summary>
    /// Sends everything and gives the buffers back. A peer that cannot be reached costs the others nothing; a connection that
    /// is slow takes its messages along and sends them when it can.
    /// </summary>
    public void Flush()
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
            if (batch is null)
            {
                _ = transport.TrySend(_messages[index]!.WrittenSpan, flow.Peer);
            }
            else
            {
                batch.Add(_messages[index]!, flow.Peer);
            }

            _flows[index] = null;
        }

        if (batch is not null)
        {
            transport.Send(batch);
        }
    }
}
