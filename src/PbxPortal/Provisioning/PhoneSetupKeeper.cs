using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Provisioning;

/// <summary>Sees that set-ups end: with the first registration of their phone, or, when their time is up, by revoking the credential.</summary>
/// <remarks>Confined to its own loop. What was pending before a restart is pending after it.</remarks>
internal sealed partial class PhoneSetupKeeper(
    PhoneSetups setups, PhoneSetupStore store, IRegistrationFeed feed, TimeProvider timeProvider, ILogger<PhoneSetupKeeper> logger)
    : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Whom the audit names for what expires.</summary>
    private const string Actor = "the clock";

    /// <summary>One look at everything that is pending.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var setup in await store.ListPendingAsync(cancellationToken))
        {
            if (Registered(setup) is { } device)
            {
                await setups.CompleteAsync(setup, device.DeviceId, cancellationToken);
            }
            else if (setup.ExpiresAt <= timeProvider.GetUtcNow())
            {
                await setups.EndAsync(setup.Id, SetupOutcome.Expired, Actor, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                LogNotDone(logger, exception.Message);
            }
        }
    }

    private DeviceState? Registered(PhoneSetup setup) =>
        feed.OfUser(setup.UserId).FirstOrDefault(device => device.CredentialId == setup.CredentialId);

    [LoggerMessage(LogLevel.Warning, "Set-ups of phones could not be looked after; it is tried again in a second: {Reason}")]
    private static partial void LogNotDone(ILogger logger, string reason);
}
