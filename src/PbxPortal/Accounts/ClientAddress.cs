using System.Net;

namespace PbxPortal.Accounts;

/// <summary>The address of a browser or program as people read it.</summary>
internal static class ClientAddress
{
    /// <returns>Empty: not known.</returns>
    public static string TextOf(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
