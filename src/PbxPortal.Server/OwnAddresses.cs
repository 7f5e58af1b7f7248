using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using Microsoft.Extensions.Options;

namespace PbxPortal.Server;

/// <summary>Knows which addresses are this machine's, for phones that are configured with an address instead of a domain.</summary>
/// <remarks>Immutable sets, replaced whole when the machine's network changes.</remarks>
public sealed class OwnAddresses : IDisposable
{
    private readonly IPAddress[] _configured;
    private volatile FrozenSet<IPAddress> _addresses; // Volatile: replaced by the network's own thread.

    public OwnAddresses(IOptions<SipOptions> options)
    {
        _configured = [.. options.Value.OwnAddresses.Select(IPAddress.Parse)];
        _addresses = Read();
        NetworkChange.NetworkAddressChanged += OnNetworkChanged;
    }

    /// <summary>Whether the host part of a URI is an address of ours; brackets of IPv6 references are allowed.</summary>
    public bool Contains(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host[0] is not ((byte)'[' or >= (byte)'0' and <= (byte)'9'))
        {
            return false; // A name: most hosts are one, and no parser need look at it.
        }

        Span<char> text = stackalloc char[64];
        return Encoding.ASCII.TryGetChars(host.TrimStart((byte)'[').TrimEnd((byte)']'), text, out var length)
            && IPAddress.TryParse(text[..length], out var address)
            && (IPAddress.IsLoopback(address) || _addresses.Contains(address));
    }

    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnNetworkChanged;

    private void OnNetworkChanged(object? sender, EventArgs arguments) => _addresses = Read();

    private FrozenSet<IPAddress> Read()
    {
        var ofInterfaces =
            from network in NetworkInterface.GetAllNetworkInterfaces()
            from unicast in network.GetIPProperties().UnicastAddresses
            select unicast.Address;
        return ofInterfaces.Concat(_configured).ToFrozenSet();
    }
}
