using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Phones.Demo;

/// <summary>
/// Gives each phone of the demo an address that stays the same from one start to the next: a phone without instance or line is
/// recognised by its contact, and would be a new device otherwise.
/// </summary>
internal static class DemoAddresses
{
    private const int Port = 5062;
    private const int FirstPort = 41000;
    private const int PhonesPerNetwork = 200;

    /// <summary>Linux has all of 127.0.0.0/8; elsewhere there may be 127.0.0.1 only, and the phones differ by their port.</summary>
    private static readonly bool HasWholeNetwork = CanBind(IPAddress.Parse("127.0.1.1"));

    /// <param name="family">That of the registrar. IPv6 has one loopback address only.</param>
    /// <param name="network">1 is the office; the others are where phones move to.</param>
    /// <param name="phone">Counts from 0.</param>
    public static IPEndPoint Of(AddressFamily family, int network, int phone)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(phone, PhonesPerNetwork);
        if (family == AddressFamily.InterNetwork && HasWholeNetwork)
        {
            return new IPEndPoint(new IPAddress([127, 0, (byte)network, (byte)(phone + 11)]), Port);
        }

        var address = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        return new IPEndPoint(address, FirstPort + (network * PhonesPerNetwork) + phone);
    }

    private static bool CanBind(IPAddress address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
