using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Sip.Transport;

/// <summary>Takes one datagram at a time, with what every system has.</summary>
/// <remarks>Confined to the receiving thread.</remarks>
internal sealed class SingleReceiver(Socket socket) : IDatagramReceiver
{
    private const int MaxDatagramLength = 65536;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxDatagramLength, pinned: true);
    private readonly SocketAddress _source = new(socket.AddressFamily);
    private int _length;

    public int Receive()
    {
        _length = socket.ReceiveFrom(_buffer, SocketFlags.None, _source);
        return 1;
    }

    public ReadOnlySpan<byte> Datagram(int index, out PeerAddress source)
    {
        source = PeerAddress.FromSocketAddress(_source.Buffer.Span, socket.AddressFamily == AddressFamily.InterNetworkV6);
        return _buffer.AsSpan(0, _length);
    }

    public void Dispose()
    {
        // Only managed memory is held.
    }
}
