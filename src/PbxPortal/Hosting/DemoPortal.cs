using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Phones.Demo;
using PbxPortal.Server;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>What <c>--demo</c> adds: a domain of its own in a database of its own, and simulated phones that register there.</summary>
/// <remarks>Confined to the host's start and stop.</remarks>
internal sealed partial class DemoPortal(
    IOptions<SipOptions> options,
    IOptions<PortalUrls> urls,
    Listeners listeners,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<DemoPortal> logger) : BackgroundService
{
    // New at every start: nobody needs to know the passwords of simulated phones.
    private readonly IReadOnlyList<DemoUser> _users = DemoUsers.Create(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// The settings of the demo, which any other setting overrules. TLS has any free port, for nobody but the demo's phones, and a
    /// place in the list that hardly anybody else takes.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings { get; } =
    [
        new("Sip:DefaultDomain", DemoUsers.Domain),
        new("Storage:Path", "data/demo.db"),
        new("Sip:Listen:99", "tls:127.0.0.1:0"),
    ];

    /// <summary>Creates the users of the demo; those who are there already get this start's passwords.</summary>
    public async Task CreateUsersAsync(UserImport import, CancellationToken cancellationToken)
    {
        using var table = new StringReader(Table());
        var result = await import.RunAsync(table, "demo", cancellationToken);
        if (!result.Mistakes.IsEmpty)
        {
            throw new InvalidOperationException($"The demo's users cannot be created: {result.Mistakes[0]}");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken); // Before that nobody knows the ports, and only UDP is heard.
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        if (listeners.Find(TransportProtocol.Udp) is not { } udp)
        {
            LogNoUdp(logger);
            return;
        }

        var fleet = new DemoFleet(new DemoFleetOptions
        {
            UdpRegistrar = Reachable(udp)!,
            TcpRegistrar = Reachable(listeners.Find(TransportProtocol.Tcp)),
            TlsRegistrar = Reachable(listeners.Find(TransportProtocol.Tls)),
            WebSocketRegistrar = Portal(),
            Domain = options.Value.DefaultDomain,
            Users = _users,
            TimeProvider = timeProvider,
        });
        LogStarted(logger, fleet.DeviceCount, options.Value.DefaultDomain);
        try
        {
            await fleet.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that fails to start cancels without saying that it stops, and would take this for a failure.
            return;
        }
    }

    /// <summary>The demo's phones live on this machine: where the server listens on every address, they call the loopback one.</summary>
    private static IPEndPoint? Reachable(IPEndPoint? endPoint) => endPoint is null ? null : new IPEndPoint(
        endPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : endPoint.Address,
        endPoint.Port);

    /// <summary>Where phones in browsers find the portal; <c>null</c> when it has no port of IPv4 without TLS.</summary>
    private IPEndPoint? Portal()
    {
        var plain = urls.Value.Parse().Select(url => url.Address).FirstOrDefault(address => address is { Scheme: "http", Port: > 0 });
        return plain is null ? null
            : !IPAddress.TryParse(plain.Host.Trim('[', ']'), out var address) ? new IPEndPoint(IPAddress.Loopback, plain.Port)
            : address.AddressFamily == AddressFamily.InterNetwork ? Reachable(new IPEndPoint(address, plain.Port))
            : null;
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private string Table()
    {
        var text = new StringBuilder();
        using var writer = new StringWriter(text, CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
        foreach (var column in (string[])[UserCsv.Domain, UserCsv.Extension, UserCsv.Password, UserCsv.DisplayName, UserCsv.PhoneNumbers])
        {
            csv.WriteField(column);
        }

        csv.NextRecord();
        foreach (var user in _users)
        {
            csv.WriteField(options.Value.DefaultDomain);
            csv.WriteField(user.Extension);
            csv.WriteField(user.Password);
            csv.WriteField(user.DisplayName);
            csv.WriteField(user.PhoneNumber);
            csv.NextRecord();
        }

        csv.Flush();
        return text.ToString();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo: {Count} simulated phones register in the domain {Domain}.")]
    private static partial void LogStarted(ILogger logger, int count, string domain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Demo: no simulated phone can register, because Sip:Listen has no UDP. Example: udp:127.0.0.1:5060")]
    private static partial void LogNoUdp(ILogger logger);
}
