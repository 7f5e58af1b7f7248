using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Push;

/// <summary>Wakes the apps that sleep until somebody calls or writes (RFC 8599, 5.6.2), by the gateways of the settings.</summary>
/// <remarks>Thread-safe: immutable but for two counters.</remarks>
public sealed partial class PushWaker(IPushGateway gateway, IOptions<PushOptions> options, ILogger<PushWaker> logger)
{
    private readonly HashSet<string> _providers =
        new(options.Value.Gateways.Select(served => served.Provider), StringComparer.OrdinalIgnoreCase);

    private long _sent;
    private long _failed;

    /// <summary>How long a call waits for a device that is being woken (RFC 8599, 5.6.2: the Bucket Timer is a matter of local policy).</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(options.Value.WaitSeconds);

    /// <summary>
    /// The same for other requests: their sender gives them up after 32 seconds (RFC 3261, 17.1.2.2), and the app needs time to answer.
    /// </summary>
    public TimeSpan ShortPatience { get; } = TimeSpan.FromSeconds(Math.Min(options.Value.WaitSeconds, 20));

    /// <summary>How often a gateway has taken the request, since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How often none did.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Whether there is a gateway for the provider that the contact names.</summary>
    internal bool Serves(PushContact contact) => _providers.Contains(contact.Provider);

    /// <summary>How the device is woken; <c>null</c>: it is awake, as its connection stands, or nobody here can wake it.</summary>
    internal PushContact? Find(Binding binding)
    {
        if (_providers.Count == 0 || !binding.IsWokenByPush)
        {
            return null;
        }

        // A connection says that the app is awake; over UDP nobody knows.
        var isAwake = binding.Transport != TransportProtocol.Udp && OwnRequests.LiveFlowOf(binding) is not null;
        return !isAwake && PushContact.Read(binding.ContactUriBytes) is { } contact && Serves(contact) ? contact : null;
    }

    /// <summary>Asks for the push, and does not wait.</summary>
    /// <param name="onFailure">Told why it was not taken, at once or on another thread.</param>
    internal void Wake(PushOrder order, Action<string> onFailure) => _ = WakeAsync(order, onFailure);

    private async Task WakeAsync(PushOrder order, Action<string> onFailure)
    {
        try
        {
            if (await gateway.WakeAsync(order, CancellationToken.None) is not { } reason)
            {
                Interlocked.Increment(ref _sent);
                return;
            }

            var failed = Interlocked.Increment(ref _failed);
            LogNotTaken(logger, order.User, order.Domain, order.Contact.Provider, reason, failed);
            onFailure(reason);
        }
#pragma warning disable CA1031 // Nobody awaits this; a failure of ours costs this one device and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
            LogFailed(logger, exception, order.User, order.Domain);
            onFailure("the server failed");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A device of {User}@{Domain} could not be woken by {Provider}: {Reason} ({Failed} since the start).")]
    private static partial void LogNotTaken(ILogger logger, string user, string domain, string provider, string reason, long failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "A device of {User}@{Domain} could not be woken.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string user, string domain);
}
