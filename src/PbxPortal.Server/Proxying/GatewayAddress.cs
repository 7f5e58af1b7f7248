using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Where the gateway of a trunk is: a host that is an address, or a name that is looked up beforehand, so that no call waits for DNS.</summary>
/// <remarks>Thread-safe: one value, replaced whole. RFC 3263, 4.2 for a host with a port; SRV and NAPTR records are not asked for.</remarks>
internal sealed class GatewayAddress
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly string _host;
    private readonly int _port;
    private readonly TimeProvider _timeProvider;
    private volatile object? _peer; // A boxed PeerAddress. Volatile: written by whoever looked it up, read by every call.
    private long _lookedUpAt;
    private int _isLookingUp;

    public GatewayAddress(string host, int port, TimeProvider timeProvider)
    {
        _host = host;
        _port = port;
        _timeProvider = timeProvider;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            _peer = PeerAddress.From(address, port);
            IsFixed = true;
        }
        else
        {
            LookUp();
        }
    }

    /// <summary>Host and port as a Request-URI has them.</summary>
    public string HostPort => string.Create(CultureInfo.InvariantCulture, $"{_host}:{_port}");

    private bool IsFixed { get; }

    /// <summary>The address as last looked up, and a look in the background when that was a while ago; <c>null</c>: DNS has none.</summary>
    public PeerAddress? Find()
    {
        if (!IsFixed && _timeProvider.GetElapsedTime(Volatile.Read(ref _lookedUpAt)) > Fresh)
        {
            LookUp();
        }

        return (PeerAddress?)_peer;
    }

    private void LookUp()
    {
        if (Interlocked.Exchange(ref _isLookingUp, 1) == 0)
        {
            _ = LookUpAsync();
        }
    }

    private async Task LookUpAsync()
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(_host);
            var chosen = Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
            _peer = chosen is null ? _peer : PeerAddress.From(chosen, _port);
        }
        catch (SocketException)
        {
            // The last address is better than none; the next call has it looked up again.
        }
        finally
        {
            Volatile.Write(ref _lookedUpAt, _timeProvider.GetTimestamp());
            Volatile.Write(ref _isLookingUp, 0);
        }
    }
}
