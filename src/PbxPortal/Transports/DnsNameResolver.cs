using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using PbxPortal.Server.Gateways;

namespace PbxPortal.Transports;

/// <summary>Asks the name servers of this machine, and for addresses that they do not know the system, which has a file of hosts too.</summary>
/// <remarks>Thread-safe: the client is.</remarks>
/// <param name="findServers">The name servers to ask; looked for at the first question, for they stand in the network's settings.</param>
internal sealed class DnsNameResolver(Func<IReadOnlyCollection<NameServer>> findServers) : INameResolver
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SystemTime = TimeSpan.FromMinutes(1); // The system does not say how long.

    private readonly Lazy<LookupClient> _client = new(() => Create(findServers()));

    /// <summary>Nobody else is asked where this machine names no servers.</summary>
    public DnsNameResolver()
        : this(() => NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false))
    {
    }

    public async Task<DnsAnswer<ServiceRecord>> FindServicesAsync(string name, CancellationToken cancellationToken)
    {
        var (records, failure) = await AskAsync(name, QueryType.SRV, cancellationToken);
        ImmutableArray<ServiceRecord> services =
        [
            .. records.OfType<SrvRecord>().Select(record => new ServiceRecord(record.Priority, record.Weight, record.Port, record.Target.Value.TrimEnd('.'))),
        ];
        return new DnsAnswer<ServiceRecord>(services, TimeToLiveOf(records.OfType<SrvRecord>()), failure);
    }

    public async Task<DnsAnswer<IPAddress>> FindAddressesAsync(string name, CancellationToken cancellationToken)
    {
        var both = await Task.WhenAll(AskAsync(name, QueryType.A, cancellationToken), AskAsync(name, QueryType.AAAA, cancellationToken));
        var records = both.SelectMany(answer => answer.Records).OfType<AddressRecord>().ToList();
        return records.Count > 0
            ? new DnsAnswer<IPAddress>([.. records.Select(record => record.Address)], TimeToLiveOf(records))
            : await AskSystemAsync(name, both[0].Failure, cancellationToken);
    }

    private static LookupClient Create(IReadOnlyCollection<NameServer> servers) => new(new LookupClientOptions([.. servers])
    {
        AutoResolveNameServers = false,
        Retries = 1,
        Timeout = Timeout,
        UseCache = false, // Whoever asks keeps the answers.
    });

    private static TimeSpan TimeToLiveOf(IEnumerable<DnsResourceRecord> records) =>
        TimeSpan.FromSeconds(records.Select(record => record.TimeToLive).DefaultIfEmpty().Min());

    private static async Task<DnsAnswer<IPAddress>> AskSystemAsync(string name, string failure, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name, cancellationToken);
            return new DnsAnswer<IPAddress>([.. addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)], SystemTime);
        }
        catch (SocketException)
        {
            return new DnsAnswer<IPAddress>([], TimeSpan.Zero, failure);
        }
    }

    private async Task<(IReadOnlyList<DnsResourceRecord> Records, string Failure)> AskAsync(
        string name, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.Value.QueryAsync(name, type, cancellationToken: cancellationToken);
            return response.HasError && response.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain
                ? ([], $"DNS says {response.ErrorMessage}")
                : (response.Answers, "");
        }
        catch (Exception exception) when (exception is DnsResponseException or SocketException or InvalidOperationException or ArgumentException)
        {
            return ([], $"DNS could not be asked ({exception.Message})");
        }
    }
}
