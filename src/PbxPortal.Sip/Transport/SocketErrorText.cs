using System.Net.Sockets;

namespace PbxPortal.Sip.Transport;

/// <summary>What an operator can do about the errors that happen when a port is taken.</summary>
public static class SocketErrorText
{
    public static string Of(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "the port is in use by another program.",
        SocketError.AddressNotAvailable => "the address belongs to no network interface of this machine.",
        SocketError.AccessDenied => "the port may not be used by this account; ports below 1024 need a privilege.",
        SocketError.AddressFamilyNotSupported => "this machine has no such network protocol (IPv6 switched off?).",
        _ => $"{error}.",
    };
}
