using System.Net;

namespace PbxPortal.Server.Gateways;

/// <summary>Asks DNS. A failure is an answer too; nothing is thrown but for the end of patience.</summary>
public interface INameResolver
{
    /// <param name="name">For example <c>_sips._tcp.example.com</c>.</param>
    Task<DnsAnswer<ServiceRecord>> FindServicesAsync(string name, CancellationToken cancellationToken);

    /// <summary>A and AAAA; those of IPv4 first.</summary>
    Task<DnsAnswer<IPAddress>> FindAddressesAsync(string name, CancellationToken cancellationToken);
}
