using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport.Linux;

/// <summary>What sendmmsg(2) needs to know of up to <see cref="Outbox.Capacity"/> datagrams.</summary>
/// <remarks>
/// Confined to its outbox. All that the kernel reads lies on the pinned heap, the messages too, so that nothing has to be
/// pinned for a call. The outbox keeps the messages until the call has ended.
/// </remarks>
internal sealed unsafe class SendBatch
{
    private const int AddressStride = 32;

    private readonly MultipleMessageHeader[] _headers = Pinned<MultipleMessageHeader>(Outbox.Capacity);
    private readonly Vector[] _vectors = Pinned<Vector>(Outbox.Capacity);
    private readonly byte[] _addresses = Pinned<byte>(Outbox.Capacity * AddressStride);
    private readonly IMessageSender?[] _senders = new IMessageSender?[Outbox.Capacity];
    private int _count;

    public SendBatch()
    {
        for (var index = 0; index < Outbox.Capacity; index++)
        {
            ref var header = ref _headers[index];
            header.Name = Address(ref _addresses[index * AddressStride]);
            header.Vectors = (Vector*)Unsafe.AsPointer(ref _vectors[index]);
            header.VectorCount = 1;
        }
    }

    public void Add(MessageBuffer message, in PeerAddress to, IMessageSender? sender)
    {
        var bytes = message.WrittenSpan;
        _vectors[_count] = new Vector { Start = Address(ref MemoryMarshal.GetReference(bytes)), Length = (nuint)bytes.Length };
        _headers[_count].NameLength = SocketCalls.WriteAddress(to, _addresses.AsSpan(_count * AddressStride, AddressStride));
        _senders[_count] = sender;
        _count++;
    }

    /// <summary>
    /// Sends everything. The kernel stops at a datagram that fails; it is told about and left out, and the rest goes on. On
    /// our blocking socket a full buffer is waited for and no failure.
    /// </summary>
    /// <param name="socket">Of all of them.</param>
    /// <param name="onFailure">Hears why a datagram could not be sent.</param>
    /// <param name="failed">Gets the senders of those.</param>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    public void Send(SafeSocketHandle socket, Action<string> onFailure, List<IMessageSender> failed)
    {
        var position = 0;
        try
        {
            while (position < _count)
            {
                var first = (MultipleMessageHeader*)Unsafe.AsPointer(ref _headers[position]);
                var sent = SocketCalls.Send(socket, first, (uint)(_count - position), flags: 0);
                if (sent > 0)
                {
                    position += sent;
                }
                else if (Marshal.GetLastPInvokeError() != SocketCalls.Interrupted)
                {
                    onFailure(SocketCalls.LastError());
                    if (_senders[position] is { } sender)
                    {
                        failed.Add(sender);
                    }

                    position++;
                }
            }
        }
        finally
        {
            Array.Clear(_senders, 0, _count);
            _count = 0;
        }
    }

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static byte* Address(ref byte first) => (byte*)Unsafe.AsPointer(ref first);
}
