using Microsoft.Extensions.Options;
using PbxPortal.Api;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Statistics;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>Starts the SIP server in the order that keeps its promises: what was acknowledged is there before the first request is read.</summary>
/// <remarks>Confined to the host's start and stop; the loops that it starts end with it.</remarks>
internal sealed partial class SipHost(
    DirectoryFollower directory,
    LocationService locationService,
    RegistrationFeed feed,
    RefusalLog refusals,
    Qualifier qualifier,
    Notifier notifier,
    AdmissionService admission,
    RegistrationHistory history,
    MessageReceiver receiver,
    FlowTable flows,
    IOptions<SipOptions> options,
    IHostApplicationLifetime lifetime,
    IOptions<PortalUrls> urls,
    Listeners listeners,
    ILogger<SipHost> logger) : IHostedLifecycleService, IReadinessCheck, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<UdpTransport> _udp = [];
    private Task _loops = Task.CompletedTask;
    private volatile bool _isListening; // Volatile: read by the health check.
    private volatile bool _hasFailed; // Volatile: written by a loop, read when the program ends.

    /// <summary>Whether a loop ended by itself, which ended the program: a supervisor shall start it again.</summary>
    public bool HasFailed => _hasFailed;

    public string? WhyNotReady() => _isListening ? null : "The SIP server does not listen yet.";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Bind(); // First, because a port in use is the most likely failure, and nothing is under way yet.

        // Side by side, for SQLite's reads keep their thread busy, and a phone waits for both.
        var users = Task.Run(() => directory.LoadAsync(cancellationToken), cancellationToken);
        var count = await locationService.LoadAsync(users, cancellationToken);
        await admission.LoadAsync(cancellationToken);
        LogLoaded(logger, count, feed.Sequence);
        _loops = Task.WhenAll(
            RunAsync("directory", directory.FollowAsync),
            RunAsync("location service", locationService.RunAsync),
            RunAsync("refusal log", refusals.RunAsync),
            RunAsync("qualifier", qualifier.RunAsync),
            RunAsync("notifier", notifier.RunAsync),
            RunAsync("admission", admission.RunAsync),
            RunAsync("registration history", history.RunAsync));
        _udp.ForEach(transport => transport.Start());
        _isListening = true;
    }

    /// <summary>By now the web server has its ports too; it starts after this service, so that TCP also finds everything loaded.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var endPoints = string.Join(", ", options.Value.Listen);
        LogListening(logger, urls.Value.Value, endPoints);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isListening = false;
        foreach (var transport in _udp)
        {
            await transport.DisposeAsync();
        }

        await _stopping.CancelAsync();
        await _loops;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private void Bind()
    {
        foreach (var endPoint in options.Value.ListenEndPoints().Where(endPoint => endPoint.Protocol == TransportProtocol.Udp))
        {
            var transport = UdpTransport.Bind(endPoint, receiver, logger);
            _udp.Add(transport);
            flows.Add(transport);
            admission.Watch(() => transport.Dropped);
            listeners.Add(TransportProtocol.Udp, () => transport.LocalEndPoint);
        }
    }

    /// <summary>A loop that ends by itself is a bug; a server without it would lie, so the process ends and is started again.</summary>
    private async Task RunAsync(string name, Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogLoopFailed(logger, exception, name);
        }

        _hasFailed = true;
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} bindings are back from the database (feed at {Sequence}).")]
    private static partial void LogLoaded(ILogger logger, int count, long sequence);

    [LoggerMessage(Level = LogLevel.Information, Message = "The portal is at {Urls}, phones are heard on {EndPoints}.")]
    private static partial void LogListening(ILogger logger, string urls, string endPoints);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The {Name} loop has failed; the server stops.")]
    private static partial void LogLoopFailed(ILogger logger, Exception exception, string name);
}
