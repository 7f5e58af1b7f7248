using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Activity;

/// <summary>Collects the REGISTERs that were refused: each first one is told within a second, its repeats once a minute with their number.</summary>
/// <remarks>
/// Guarded by one lock. Bounded: what a flood adds beyond <see cref="MaxKeys"/> different refusals a minute is only counted.
/// </remarks>
public sealed partial class RefusalLog(
    IActivityStore store,
    LocationService locationService,
    AttemptLog attempts,
    TimeProvider timeProvider,
    ILogger<RefusalLog> logger,
    TraceService? traces = null)
{
    internal const int MaxKeys = 1000;

    /// <summary>Characters; nobody has proved anything yet, so a stranger's 60 kB are not kept.</summary>
    private const int LongestUser = 256;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<RefusalKey, PendingRefusal> _pending = [];
    private long _overflow;

    /// <summary>Refusals that found no room, since the start.</summary>
    public long Overflow => Interlocked.Read(ref _overflow);

    /// <summary>Notes every refusal for whoever asks why; those that are no part of the ordinary conversation are told in the activity too.</summary>
    /// <param name="response">As it goes out, for the memory of exchanges.</param>
    internal void Report(RegisterVisit visit, RegistrationRefusal refusal, string detail, ReadOnlySpan<byte> response)
    {
        attempts.Note(visit, refusal, detail);
        var isOrdinary = visit.Authentication is AuthenticationOutcome.NoCredentials or AuthenticationOutcome.Stale;
        if (isOrdinary || !RegistrationRefusals.IsWorthTelling(refusal))
        {
            return;
        }

        var user = ClaimedUser(visit.Register);
        var reason = RegistrationRefusals.Describe(refusal) + (detail.Length > 0 ? $": {detail}" : "");
        traces?.NoteRefusal(visit.Register, response, visit.Flow, visit.User?.Id ?? visit.Sender?.Id, reason);
        var key = new RefusalKey(user, visit.Flow.Peer.WithPort(0), reason, visit.UserAgent);
        lock (_gate)
        {
            if (_pending.Count >= MaxKeys && !_pending.ContainsKey(key))
            {
                _overflow++;
                return;
            }

            ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, key, out _);
            pending ??= new PendingRefusal(EntryOf(visit, user, reason), IdentityOf(visit), RegistrationRefusals.ConcernsDevice(refusal));
            pending.Count++;
            pending.LastAt = timeProvider.GetUtcNow();
        }
    }

    /// <summary>Writes what has gathered, once a second, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(FlushInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await FlushAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFlushFailed(logger, exception);
            }
        }
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        var due = TakeDue();
        if (due.Count == 0)
        {
            return;
        }

        foreach (var refusal in due.Where(refusal => refusal is { ConcernsDevice: true, Entry.UserId: not null }))
        {
            ((ILocationQueue)locationService).Post(new FailChange(refusal.Entry, refusal.Device));
        }

        try
        {
            await store.AppendAsync([.. due.Select(refusal => refusal.Entry)], cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotStored(logger, due.Count, exception.Message);
        }
    }

    private List<(ActivityEntry Entry, FailingDevice Device, bool ConcernsDevice)> TakeDue()
    {
        var due = new List<(ActivityEntry, FailingDevice, bool)>();
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            foreach (var (key, pending) in _pending)
            {
                var isFirst = pending.ToldAt is null;
                if (!isFirst && timeProvider.GetElapsedTime(pending.ToldAt!.Value, now) < RepeatInterval)
                {
                    continue;
                }

                if (pending.Count == 0)
                {
                    _pending.Remove(key); // A minute without a repeat.
                    continue;
                }

                due.Add((pending.Entry with { Count = pending.Count, At = pending.LastAt }, pending.Device, pending.ConcernsDevice));
                pending.ToldAt = now;
                pending.Count = 0;
            }
        }

        return due;
    }

    private static ActivityEntry EntryOf(RegisterVisit visit, string user, string reason) => new()
    {
        At = default,
        Kind = ActivityKind.Refused,
        DomainId = visit.Domain?.Id,
        UserId = visit.User?.Id ?? visit.Sender?.Id,
        User = user,
        Device = visit.Product.Length > 0 ? visit.Product : visit.UserAgent,
        Source = visit.Source,
        Reason = reason,
    };

    private static FailingDevice IdentityOf(RegisterVisit visit) =>
        new(RegisterReader.FirstIdentity(visit), visit.Class, visit.Product, visit.UserAgent);

    /// <summary>The address in To, as the phone wrote it.</summary>
    private static string ClaimedUser(SipRequest register)
    {
        if (!NameAddress.TryParse(register.Find(HeaderName.To), out var to) || !SipUri.TryParse(to.Uri, out var uri))
        {
            return "";
        }

        var user = SipUri.UnescapeToString(uri.User);
        var address = uri.Host.IsEmpty ? user : $"{user}@{Encoding.UTF8.GetString(uri.Host)}";
        return address[..Math.Min(address.Length, LongestUser)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} refusals could not be written to the activity: {Reason}")]
    private static partial void LogNotStored(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Refusals could not be written to the activity.")]
    private static partial void LogFlushFailed(ILogger logger, Exception exception);

    private readonly record struct RefusalKey(string User, PeerAddress Host, string Reason, string UserAgent);

    private sealed class PendingRefusal(ActivityEntry entry, FailingDevice device, bool concernsDevice)
    {
        public ActivityEntry Entry { get; } = entry;

        public FailingDevice Device { get; } = device;

        public bool ConcernsDevice { get; } = concernsDevice;

        public int Count { get; set; }

        public DateTimeOffset LastAt { get; set; }

        public long? ToldAt { get; set; }
    }
}
