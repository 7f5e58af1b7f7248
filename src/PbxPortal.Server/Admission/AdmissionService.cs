using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Admission;

/// <summary>Decides who is banned and for how long, remembers it over a restart, and tells it; off the way of the messages.</summary>
/// <remarks>
/// Suspects come through a bounded channel to one loop, which is alone in banning by itself. What people order is written first and
/// holds then; what the loop decides holds at once and is written as soon as the store can.
/// </remarks>
public sealed partial class AdmissionService : IAdmissionControl, IDisposable
{
    private const int MostSuspects = 1024;

    /// <summary>Users of one address that are silenced one by one; with more, the address itself is the cause.</summary>
    private const int MostUsersPerAddress = 20;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Channel<Suspect?> _suspects = Channel.CreateBounded<Suspect?>(
        new BoundedChannelOptions(MostSuspects) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly SemaphoreSlim _changing = new(1); // What the loop and people change, they change one after the other.
    private readonly Dictionary<BanKey, Ban?> _unwritten = []; // Within _changing; null: to be removed.
    private readonly IAdmissionStore _store;
    private readonly IActivityStore _activity;
    private readonly IAdministratorAddresses _administrators;
    private readonly RegisteredSources _registered;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly AdmissionOptions _options;
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
        _options = options.Value;
        _registered = new RegisteredSources(locations, Hash);
        Table = new BanTable(Hash, _options.AllowedNetworks.Select(InSettings));
        Failures = new FailureLedger(Hash, _options);
        SilenceCounts = new SilenceCounts(timeProvider);
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
                _unwritten.Remove(key);
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

    /// <summary>Judges who has been reported, forgets what is over, and writes what has changed.</summary>
    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
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
            await WriteAsync(cancellationToken);
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
            var isShared = registered.TryGetValue(suspect.Source, out var callIds);
            if (isShared && suspect.Kind is (SuspectKind.Address or SuspectKind.Scanner))
            {
                continue; // An office behind NAT: the other limits are for it. A scanner's messages are not answered all the same.
            }

            if (MakeBan(suspect, isShared) is { } ban)
            {
                Put(isShared ? ban.Sparing(callIds!) : ban);
                told.Add(EntryOf(ban, suspect.Kind == SuspectKind.User ? suspect.DomainId : null));
            }
        }

        return told;
    }

    /// <summary><c>null</c>: it is banned already.</summary>
    private Ban? MakeBan(Suspect suspect, bool isShared)
    {
        var now = _timeProvider.GetUtcNow();
        var ofAddress = Table.All.Where(ban => ban.Network == suspect.Source).ToList();
        var isForUser = suspect.Kind == SuspectKind.User && ofAddress.Count(ban => ban.User.Length > 0) < MostUsersPerAddress;
        var user = isForUser ? suspect.User : "";
        if (ofAddress.Exists(ban => ban.IsInForceAt(now) && (ban.User.Length == 0 || string.Equals(ban.User, user, StringComparison.Ordinal))))
        {
            return null;
        }

        var before = ofAddress.Find(ban => string.Equals(ban.User, user, StringComparison.Ordinal));
        var round = before is null ? 1 : before.Round + 1;
        return new Ban
        {
            Network = suspect.Source,
            User = user,
            Since = now,
            Until = now + LengthOf(round),
            Reason = ReasonOf(suspect, user),
            Tries = suspect.Tries,
            Round = round,
            SparesRegistered = isShared,
        };
    }

    private TimeSpan LengthOf(int round)
    {
        var longest = TimeSpan.FromHours(_options.LongestBanHours);
        var length = TimeSpan.FromMinutes(_options.BanMinutes) * Math.Pow(4, Math.Min(round - 1, 10));
        return length < longest ? length : longest;
    }

    private static string ReasonOf(Suspect suspect, string user) => suspect.Kind switch
    {
        SuspectKind.Scanner => "sends what only scanners send",
        _ when user.Length > 0 => $"{suspect.Tries} wrong passwords for {user}",
        _ => $"{suspect.Tries} wrong passwords, the last for {suspect.User}",
    };

    /// <summary>Within the lock of the changes.</summary>
    private void Put(Ban ban)
    {
        Failures.Forget(ban.Network); // Nobody is banned again for what came before.
        LogBanned(_logger, ban.Network, ban.Reason, ban.Until);
        if (Table.Put(ban) is { } leaving)
        {
            _unwritten[BanKey.Of(leaving)] = null;
        }

        _unwritten[BanKey.Of(ban)] = ban;
    }

    private void Sweep()
    {
        var forgotten = _timeProvider.GetUtcNow() - Memory;
        foreach (var key in Table.All.Where(ban => ban.Until < forgotten).Select(BanKey.Of).ToList())
        {
            Table.Remove(key);
            _unwritten[key] = null;
        }
    }

    /// <summary>What the store does not take now is kept for the next turn; there is no more of it than there are bans.</summary>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_unwritten.Count == 0)
        {
            return;
        }

        try
        {
            await _store.SaveAsync(
                [.. _unwritten.Values.OfType<Ban>()],
                [.. _unwritten.Where(entry => entry.Value is null).Select(entry => entry.Key)],
                cancellationToken);
            _unwritten.Clear();
        }
        catch (StoreUnavailableException exception)
        {
            LogNotStored(_logger, _unwritten.Count, exception.Message);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} changes of bans could not be written and are tried again: {Reason}")]
    private static partial void LogNotStored(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} bans could not be written to the activity: {Reason}")]
    private static partial void LogNotTold(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bans could not be looked after.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
