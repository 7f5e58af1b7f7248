using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Transport.Linux;

/// <summary>Takes up to <see cref="Capacity"/> datagrams with one recvmmsg(2).</summary>
/// <remarks>Confined to the receiving thread, which disposes it when nothing more is to come.</remarks>
internal sealed unsafe class BatchReceiver : IDatagramReceiver
{
    private const int Capacity = 64;

    /// <summary>No datagram is longer, so none is ever cut. Of the address space that this takes only the touched pages cost memory.</summary>
    private const int SlotLength = 64 * 1024;

    private const int AddressStride = 32;

    private readonly SafeSocketHandle _socket;
    private readonly bool _isIPv6;
    private readonly byte* _slots = (byte*)NativeMemory.Alloc(Capacity, SlotLength);
    private readonly byte* _addresses = (byte*)NativeMemory.AllocZeroed(Capacity, AddressStride);
    private readonly Vector* _vectors = (Vector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Vector));
    private readonly MultipleMessageHeader* _headers =
        (MultipleMessageHeader*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(MultipleMessageHeader));

    public BatchReceiver(Socket socket)
    {
        _socket = socket.SafeHandle;
        _isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        for (var index = 0; index < Capacity; index++)
        {
            _vectors[index] = new Vector { Start = _slots + (index * SlotLength), Length = SlotLength };
            _headers[index].Name = _addresses + (index * AddressStride);
            _headers[index].NameLength = AddressStride;
            _headers[index].Vectors = _vectors + index;
            _headers[index].VectorCount = 1;
        }
    }

    public int Receive()
    {
        var count = SocketCalls.Receive(_socket, _headers, Capacity, SocketCalls.WaitForOne, timeout: null);
        if (count >= 0)
        {
            return count;
        }

        return Marshal.GetLastPInvokeError() == SocketCalls.Interrupted
            ? 0
            : throw new SocketException((int)SocketError.SocketError, SocketCalls.LastError());
    }

    public ReadOnlySpan<byte> Datagram(int index, out PeerAddress source)
    {
        ref var header = ref _headers[index];
        source = PeerAddress.FromSocketAddress(new ReadOnlySpan<byte>(header.Name, AddressStride), _isIPv6);
        return new ReadOnlySpan<byte>(_slots + (index * SlotLength), (int)header.Length);
    }

    public void Dispose()
    {
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_slots);
    }
}
