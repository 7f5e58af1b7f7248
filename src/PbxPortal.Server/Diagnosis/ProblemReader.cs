using System.Collections.Immutable;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Goes through users, devices and evidence, and makes the list of problems of it.</summary>
/// <remarks>Confined to its owner's lock.</remarks>
internal sealed class ProblemReader
{
    /// <summary>Of one domain; where more are missing a list of them helps nobody, and the numbers say it all.</summary>
    private const int MostAbsent = 2_000;

    private static readonly TimeSpan Memory = EvidencePool.Memory;

    private readonly ProblemSources _sources;
    private readonly SuggestedNames _names;
    private readonly AttemptProblems _ofAttempts;
    private readonly AbsenceProblems _ofAbsence;
    private readonly WireProblems _ofWire;
    private volatile bool _hasNewNames; // Volatile: set by the directory's loop.

    public ProblemReader(ProblemSources sources)
    {
        _sources = sources;
        _names = new SuggestedNames(sources.Directory);
        _ofAttempts = new AttemptProblems(sources, _names);
        _ofAbsence = new AbsenceProblems(sources);
        _ofWire = new WireProblems(sources);
        sources.Directory.Changed += _ => _hasNewNames = true;
    }

    public (ImmutableArray<Problem> Problems, ImmutableDictionary<long, DomainCounts> Domains) Build()
    {
        _sources.Refresh();
        _names.BeginTurn();
        if (_hasNewNames)
        {
            _hasNewNames = false;
            _names.Forget();
        }

        var now = _sources.Clock.Now;
        var evidence = LiveEvidence(now);
        var found = new Round();
        foreach (var user in _sources.Directory.All)
        {
            Look(UserStanding.Of(user, _sources.Locations, _sources.Reach, now), evidence.GetValueOrDefault(user.Id, []), found, now);
        }

        var outages = Outages(found.Gone, now);
        var together = outages.SelectMany(outage => outage.Devices).Select(device => device.DeviceId).ToHashSet();
        found.Problems.AddRange(outages.Select(AbsenceProblems.OfOutage));
        found.Problems.AddRange(found.Absent.GroupBy(user => user.Domain.Id).SelectMany(ofDomain => ofDomain.Take(MostAbsent))
            .Select(user => _ofAbsence.Of(user, together)).OfType<Problem>());
        found.Problems.AddRange(evidence.GetValueOrDefault(0, []).Select(_ofAttempts.OfStranger));
        var explained = found.Problems.Select(problem => problem.Address).ToHashSet(StringComparer.Ordinal);
        found.Problems.AddRange(_ofWire.All(explained));
        return (Ordered(found.Problems), found.Counts.ToImmutableDictionary());
    }

    /// <summary>Counts one user, and notes what is wrong.</summary>
    private void Look(in UserStanding standing, List<Evidence> evidence, Round found, long now)
    {
        var domainId = standing.User.Domain.Id;
        found.Counts[domainId] = found.Counts.GetValueOrDefault(domainId) + standing.ToCounts();
        foreach (var its in evidence)
        {
            found.Problems.Add(_ofAttempts.OfUser(its, standing));
        }

        if (!standing.User.IsEnabled)
        {
            return;
        }

        AddGone(found.Gone, standing, now, _sources.Clock.UtcNow);
        if (standing.HasSilent)
        {
            found.Problems.AddRange(_ofAbsence.OfSilentDevices(standing, now));
        }

        if (!standing.IsReachable && !standing.IsAsleep && !ExplainsAbsence(evidence, standing))
        {
            found.Absent.Add(standing.User);
        }
    }

    /// <summary>The most urgent first; within one rank the newest, by a moment that does not move with every attempt.</summary>
    private static ImmutableArray<Problem> Ordered(List<Problem> problems) =>
    [
        .. problems
            .DistinctBy(problem => problem.Key, StringComparer.Ordinal)
            .OrderBy(problem => problem.Rank)
            .ThenByDescending(problem => problem.Since ?? DateTimeOffset.MinValue)
            .ThenBy(problem => problem.Key, StringComparer.Ordinal),
    ];

    /// <summary>By user; that of nobody under 0. What is over is forgotten on the way.</summary>
    private Dictionary<long, List<Evidence>> LiveEvidence(long now)
    {
        var byUser = new Dictionary<long, List<Evidence>>();
        foreach (var evidence in _sources.Attempts.Read())
        {
            if (IsOver(evidence, now))
            {
                _sources.Attempts.Remove(evidence);
                continue;
            }

            if (evidence is { Refusal: RegistrationRefusal.TooBrief, Count: < 2 })
            {
                continue; // Told once how long it must be, as RFC 3261, 10.3 has it; most phones heed that.
            }

            var userId = evidence.Key.UserId ?? 0;
            if (!byUser.TryGetValue(userId, out var list))
            {
                byUser[userId] = list = [];
            }

            list.Add(evidence);
        }

        return byUser;
    }

    /// <summary>The same phone has registered since, or what it asked for exists now, or exists no more.</summary>
    private bool IsOver(Evidence evidence, long now)
    {
        if (evidence.Key.UserId is not { } userId)
        {
            return evidence.DomainId is { } domainId
                && evidence.Signs.ToUser.Length > 0
                && _sources.Directory.FindUser(domainId, evidence.Signs.ToUser) is not null;
        }

        if (_sources.Directory.FindUser(userId) is null)
        {
            return true;
        }

        foreach (var entry in _sources.Locations.OfUser(userId)?.Devices ?? [])
        {
            if (entry.LiveBinding(now) is { } binding && IsLater(binding, evidence) && IsSameDevice(evidence, entry, binding))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A lease keeps milliseconds, and on a quick network the refusal and the registration are in one.</summary>
    private static bool IsLater(Binding binding, Evidence evidence) =>
        binding.Lease.RefreshedAt.ToUnixTimeMilliseconds() >= evidence.LastAt.ToUnixTimeMilliseconds();

    private static bool IsSameDevice(Evidence evidence, DeviceEntry entry, Binding binding) =>
        (!evidence.Identity.Bytes.IsEmpty && entry.Device.IdentityText == evidence.Identity)
        || (binding.Peer.HasSameAddress(evidence.Peer) && string.Equals(entry.Device.UserAgent, evidence.Key.UserAgent, StringComparison.Ordinal));

    /// <summary>Whether the failed attempts are those of the user's own phone; a stranger's guesses do not say why the phone is away.</summary>
    private static bool ExplainsAbsence(List<Evidence> evidence, in UserStanding standing)
    {
        foreach (var its in evidence)
        {
            if (!standing.HasDevices || AttemptProblems.IsOwnDevice(its, standing.Location))
            {
                return true;
            }
        }

        return false;
    }

    private static void AddGone(List<GoneDevice> gone, in UserStanding standing, long now, DateTimeOffset utcNow)
    {
        foreach (var entry in standing.Location?.Devices ?? [])
        {
            var binding = entry.LiveBinding(now);
            DateTimeOffset? goneAt = binding switch
            {
                { Loss: { } loss, IsWokenByPush: false } => loss.Since,
                null when entry.Device.LastEnd is BindingEnd.Expired or BindingEnd.ConnectionLost && entry.Block is null => entry.Device.LastSeen,
                _ => null,
            };
            if (goneAt is { } at && utcNow - at < Memory && PeerAddress.TryParse(entry.Source, out var peer))
            {
                var user = standing.User;
                gone.Add(new GoneDevice(entry.Device.Id, user.Id, user.Domain.Id, user.Extension, peer.ToAddress().ToString(), at));
            }
        }
    }

    private List<SiteOutage> Outages(List<GoneDevice> gone, long now)
    {
        if (gone.Count < SiteOutages.LeastDevices)
        {
            return [];
        }

        HashSet<string>? inhabited = null;
        bool IsInhabited(string address) => (inhabited ??= Inhabited(gone, now)).Contains(address);
        return [.. gone.GroupBy(device => device.DomainId).SelectMany(ofDomain => SiteOutages.Find(ofDomain, IsInhabited))];
    }

    /// <summary>Those of the addresses from which somebody is registered still.</summary>
    private HashSet<string> Inhabited(List<GoneDevice> gone, long now)
    {
        var asked = new HashSet<PeerAddress>();
        foreach (var address in gone.CountBy(device => device.Address, StringComparer.Ordinal).Where(pair => pair.Value >= SiteOutages.LeastDevices))
        {
            if (PeerAddress.TryParse(address.Key, out var peer))
            {
                asked.Add(peer.WithPort(0));
            }
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _sources.Locations.All.SelectMany(location => location.Devices))
        {
            if (entry.LiveBinding(now) is { Loss: null } binding && asked.Contains(binding.Peer.WithPort(0)))
            {
                found.Add(binding.Peer.ToAddress().ToString());
            }
        }

        return found;
    }

    /// <summary>What one turn finds.</summary>
    private sealed class Round
    {
        public List<Problem> Problems { get; } = [];

        public Dictionary<long, DomainCounts> Counts { get; } = [];

        public List<GoneDevice> Gone { get; } = [];

        public List<User> Absent { get; } = [];
    }
}
