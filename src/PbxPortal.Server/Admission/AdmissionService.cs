using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Admission;

/// <summary>Keeps who is banned and who never is: has suspects judged, takes orders, remembers both over a restart, and tells them; off the way of the messages.</summary>
/// <remarks>
/// Suspects come through a bounded channel to one loop, which is alone in banning by itself. What people order is written first and
/// holds then; what the loop decides holds at once and is written as soon as the store can.
/// </remarks>
public sealed partial class AdmissionService : IAdmissionControl, IDisposable
{
    private const int MostSuspects = 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Channel<Suspect?> _suspects = Channel.CreateBounded<Suspect?>(
        new BoundedChannelOptions(MostSuspects) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SemaphoreSlim _changing = new(1); // What the loop and people change, they change one after the other.
    private readonly UnwrittenBans _unwritten; // Within _changing.
    private readonly BanJudge _judge;
    private readonly IAdmissionStore _store;
    private readonly IActivityStore _activity;
    private readonly IAdministratorAddresses _administrators;
    private readonly RegisteredSources _registered;
    private readonly SocketLosses _losses;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private int _bansInForce;

    public AdmissionService(
        IAdmissionStore store,
        IActivityStore activity,
        IAdministratorAddresses administrators,
        LocationTable locations,
        IOptions<AdmissionOptions> options,
        TimeProvider timeProvider,
        ILogger<AdmissionService> logger)
    {
        _store = store;
        _activity = activity;
        _administrators = administrators;
        _timeProvider = timeProvider;
        _logger = logger;
        _registered = new RegisteredSources(locations, Hash);
        Table = new BanTable(Hash, options.Value.AllowedNetworks.Select(InSettings));
        Failures = new FailureLedger(Hash, options.Value);
        _judge = new BanJudge(Table, options.Value);
        _unwritten = new UnwrittenBans(store, logger);
        SilenceCounts = new SilenceCounts(timeProvider);
        _losses = new SocketLosses(SilenceCounts);
    }

    public event Action? Changed;

    public IReadOnlyList<Ban> Bans
    {
        get
        {
            var now = _timeProvider.GetUtcNow();
            return [.. Table.All.Where(ban => ban.IsInForceAt(now)).OrderByDescending(ban => ban.Since)];
        }
    }

    public IReadOnlyList<ExemptNetwork> AllowedNetworks => Table.Allowed;

    public IReadOnlyList<SilenceCount> Silenced => [.. Enum.GetValues<SilenceKind>().Select(SilenceCounts.Of)];

    internal SourceHash Hash { get; } = new();

    internal BanTable Table { get; }

    internal FailureLedger Failures { get; }

    internal SilenceCounts SilenceCounts { get; }

    public bool IsExempt(SourceNetwork source) => Table.Allows(source) || _administrators.Contains(source);

    /// <summary>Takes over what the store holds; after the bindings are loaded, and before the first request is read.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _store.LoadAsync(cancellationToken);
        foreach (var allowed in snapshot.AllowedNetworks)
        {
            Table.Put(allowed);
        }

        var shared = _registered.Among([.. snapshot.Bans.Where(ban => ban.SparesRegistered).Select(ban => ban.Network)]);
        foreach (var ban in snapshot.Bans)
        {
            Table.Put(shared.TryGetValue(ban.Network, out var callIds) ? ban.Sparing(callIds) : ban);
        }

        _bansInForce = Bans.Count;
    }

    /// <summary>What is lost at a socket is counted among what was not served; before the loop runs.</summary>
    /// <param name="dropped">How many datagrams found it full since it was bound, modulo 2^32; <c>null</c>: it cannot be told.</param>
    public void Watch(Func<uint?> dropped) => _losses.Add(dropped);

    /// <summary>The loop; runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = _timeProvider.CreateTimer(_ => _suspects.Writer.TryWrite(null), state: null, SweepInterval, SweepInterval);
        while (await _suspects.Reader.WaitToReadAsync(cancellationToken))
        {
            try
            {
                await TurnAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTurnFailed(_logger, exception);
            }

            await Task.Delay(Rest, _timeProvider, cancellationToken);
        }
    }

    public async Task BanAsync(SourceNetwork network, TimeSpan? length, string reason, string by, CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        var ban = new Ban { Network = network, Since = now, Until = now + length, By = by, Reason = reason };
        await ChangeAsync(
            async () =>
            {
                await _store.SaveAsync([ban], [], cancellationToken);
                Table.Put(ban);
            },
            cancellationToken);
        await TellAsync([EntryOf(ban, domainId: null)]);
    }

    public async Task<bool> UnbanAsync(BanKey key, string by, CancellationToken cancellationToken)
    {
        var ban = Table.Find(key);
        if (ban is null)
        {
            return false;
        }

        await ChangeAsync(
            async () =>
            {
                await _store.SaveAsync([], [key], cancellationToken);
                _unwritten.Forget(key);
                Table.Remove(key);
                Failures.Forget(key.Network);
            },
            cancellationToken);
        await TellAsync([new ActivityEntry
        {
            At = _timeProvider.GetUtcNow(),
            Kind = ActivityKind.Unbanned,
            User = key.User,
            Source = key.Network.ToString(),
            Reason = $"was banned: {ban.Reason}",
            Actor = by,
        }]);
        return true;
    }

    public Task AllowAsync(SourceNetwork network, string remark, string by, CancellationToken cancellationToken)
    {
        var allowed = new ExemptNetwork(network, remark, _timeProvider.GetUtcNow(), by);
        return ChangeAsync(
            async () =>
            {
                await _store.SaveAsync(allowed, cancellationToken);
                Table.Put(allowed);
            },
            cancellationToken);
    }

    public async Task<bool> DisallowAsync(SourceNetwork network, CancellationToken cancellationToken)
    {
        if (!Table.Allowed.Any(allowed => !allowed.IsInSettings && allowed.Network == network))
        {
            return false;
        }

        await ChangeAsync(
            async () =>
            {
                await _store.RemoveAsync(network, cancellationToken);
                Table.Remove(network);
            },
            cancellationToken);
        return true;
    }

    public void Dispose() => _changing.Dispose();

    /// <summary>Somebody has reached a limit. Called while a message is being received; too many suspects at once are let go.</summary>
    internal void Report(Suspect suspect) => _suspects.Writer.TryWrite(suspect);

    /// <summary>Judges who has been reported, forgets what is over, writes what has changed, and counts what was lost.</summary>
    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        _losses.Count();
        var suspects = new List<Suspect>();
        while (_suspects.Reader.TryRead(out var next))
        {
            suspects.AddRange(next is null ? [] : [next]);
        }

        List<ActivityEntry> told;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            told = Judge(suspects);
            Sweep();
            await _unwritten.WriteAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }

        var inForce = Bans.Count;
        if (told.Count > 0 || inForce != _bansInForce)
        {
            _bansInForce = inForce;
            Changed?.Invoke();
        }

        await TellAsync(told);
    }

    private static ExemptNetwork InSettings(string text) =>
        SourceNetwork.TryParse(text, out var network, out var mistake)
            ? new ExemptNetwork(network, "", Since: null, By: "")
            : throw new FormatException(mistake);

    private List<ActivityEntry> Judge(List<Suspect> suspects)
    {
        var told = new List<ActivityEntry>();
        if (suspects.Count == 0)
        {
            return told;
        }

        var registered = _registered.Among([.. suspects.Select(suspect => suspect.Source)]);
        foreach (var suspect in suspects.Where(suspect => !IsExempt(suspect.Source)))
        {
            if (_judge.Judge(suspect, registered.GetValueOrDefault(suspect.Source), _timeProvider.GetUtcNow()) is { } ban)
            {
                Put(ban);
                told.Add(EntryOf(ban, suspect.Kind == SuspectKind.User ? suspect.DomainId : null));
            }
        }

        return told;
    }

    /// <summary>Within the lock of the changes.</summary>
    private void Put(Ban ban)
    {
        Failures.Forget(ban.Network); // Nobody is banned again for what came before.
        LogBanned(_logger, ban.Network, ban.Reason, ban.Until);
        if (Table.Put(ban) is { } leaving)
        {
            _unwritten.Remove(BanKey.Of(leaving));
        }

        _unwritten.Put(ban);
    }

    private void Sweep()
    {
        var forgotten = _timeProvider.GetUtcNow() - Memory;
        foreach (var key in Table.All.Where(ban => ban.Until < forgotten).Select(BanKey.Of).ToList())
        {
            Table.Remove(key);
            _unwritten.Remove(key);
        }
    }

    private async Task ChangeAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _changing.Release();
        }

        _bansInForce = Bans.Count;
        Changed?.Invoke();
    }

    private async Task TellAsync(List<ActivityEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        try
        {
            await _activity.AppendAsync(entries, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotTold(_logger, entries.Count, exception.Message);
        }
    }

    private static ActivityEntry EntryOf(Ban ban, long? domainId) => new()
    {
        At = ban.Since,
        Kind = ActivityKind.Banned,
        DomainId = domainId,
        User = ban.User,
        Source = ban.Network.ToString(),
        Reason = ban.Until is { } until
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ban.Reason}; until {until:yyyy-MM-dd HH:mm} UTC")
            : $"{ban.Reason}; until it is lifted",
        Actor = ban.By,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Banned {Network} ({Reason}) until {Until}.")]
    private static partial void LogBanned(ILogger logger, SourceNetwork network, string reason, DateTimeOffset? until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} bans could not be written to the activity: {Reason}")]
    private static partial void LogNotTold(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bans could not be looked after.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
