namespace PbxPortal.Sip.Transport;

/// <summary>How a receiving thread takes datagrams from its socket: as the system allows, many at once or one by one.</summary>
/// <remarks>Confined to that thread.</remarks>
internal interface IDatagramReceiver : IDisposable
{
    /// <summary>Waits for a datagram and gives how many have come; they stay until the next call.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The call failed; the next one may not.</exception>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    int Receive();

    ReadOnlySpan<byte> Datagram(int index, out PeerAddress source);
}
