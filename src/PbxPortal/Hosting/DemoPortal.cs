using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using Microsoft.Extensions.Options;
using PbxPortal.Administration;
using PbxPortal.Phones.Demo;
using PbxPortal.Server;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>What <c>--demo</c> adds: a domain of its own in a database of its own, and simulated phones that register there.</summary>
/// <remarks>Confined to the host's start and stop.</remarks>
internal sealed partial class DemoPortal(IOptions<SipOptions> options, TimeProvider timeProvider, ILogger<DemoPortal> logger)
    : BackgroundService
{
    // New at every start: nobody needs to know the passwords of simulated phones.
    private readonly IReadOnlyList<DemoUser> _users = DemoUsers.Create(RandomNumberGenerator.GetBytes(32));

    /// <summary>The settings of the demo, which any other setting overrules.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings { get; } =
    [
        new("Sip:DefaultDomain", DemoUsers.Domain),
        new("Storage:Path", "data/demo.db"),
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
        var endPoints = options.Value.ListenEndPoints();
        var udp = endPoints.FirstOrDefault(endPoint => endPoint.Protocol == TransportProtocol.Udp);
        if (udp is null)
        {
            LogNoUdp(logger);
            return;
        }

        var fleet = new DemoFleet(new DemoFleetOptions
        {
            UdpRegistrar = Reachable(udp),
            TcpRegistrar = endPoints.FirstOrDefault(endPoint => endPoint.Protocol == TransportProtocol.Tcp) is { } tcp ? Reachable(tcp) : null,
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
    private static IPEndPoint Reachable(SipListenEndPoint endPoint) => new(
        endPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : endPoint.Address,
        endPoint.Port);

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
