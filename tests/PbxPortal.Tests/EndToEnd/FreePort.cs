using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Ports of 127.0.0.1 for a server that is started a moment later.</summary>
/// <remarks>
/// They lie below those that the system hands out by itself, so that no phone, browser or connection of another test takes one before
/// the server does, or while it is down. Each is given once.
/// </remarks>
internal static class FreePort
{
    private const int First = 12_000;
    private const int Ports = 20_000;

    /// <summary>Where to go on; another process begins elsewhere.</summary>
    private static int _last = Environment.ProcessId % 1_000 * 20;

    /// <summary>Free for UDP and TCP at this moment.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % Ports);
            try
            {
                using var tcp = new TcpListener(IPAddress.Loopback, port);
                tcp.Start();
                using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Somebody has it; the next one will do.
            }
        }
    }
}
