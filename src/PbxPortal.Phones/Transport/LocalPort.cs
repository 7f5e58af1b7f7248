using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Phones.Transport;

/// <summary>Binds a socket to a free port.</summary>
internal static class LocalPort
{
    /// <summary>Linux has all of 127.0.0.0/8; where only 127.0.0.1 exists, the phones share that.</summary>
    public static void Bind(Socket socket, IPAddress address)
    {
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
    }
}
