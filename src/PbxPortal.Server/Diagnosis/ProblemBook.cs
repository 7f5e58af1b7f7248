using System.Collections.Immutable;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Makes the list of problems, once for all who look, and only when something has changed.</summary>
/// <remarks>
/// Guarded by one lock. It goes through all users, some milliseconds for ten thousand, and takes one twentieth of a core at most: the
/// longer it takes, the longer the last list serves.
/// </remarks>
public sealed class ProblemBook : IProblemBook, IDisposable
{
    private const double Share = 20;

    /// <summary>A page asks four times a second.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(200);

    /// <summary>Some of what counts makes no noise: connections that fail, evidence that grows old.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ProblemSources _sources;
    private readonly IRegistrationFeed _feed;
    private readonly TimeProvider _timeProvider;
    private readonly ProblemReader _reader;
    private ProblemSnapshot? _snapshot;
    private (long Sequence, long Attempts, long Others) _stamp;
    private long _builtAt;
    private TimeSpan _cost;
    private long _others; // Changes of the directory and of admission.

    public ProblemBook(ProblemSources sources, IRegistrationFeed feed, TimeProvider timeProvider)
    {
        _sources = sources;
        _feed = feed;
        _timeProvider = timeProvider;
        _reader = new ProblemReader(sources);
        sources.Directory.Changed += OnDirectoryChanged;
        sources.Admission.Changed += OnAdmissionChanged;
    }

    public ProblemSnapshot Read()
    {
        lock (_gate)
        {
            var stamp = (_feed.Sequence, _sources.Attempts.Version, Interlocked.Read(ref _others));
            if (_snapshot is { } known && !IsDue(stamp))
            {
                return known;
            }

            var begun = _timeProvider.GetTimestamp();
            var (problems, domains) = _reader.Build();
            _builtAt = _timeProvider.GetTimestamp();
            _cost = _timeProvider.GetElapsedTime(begun, _builtAt);
            _stamp = (stamp.Sequence, _sources.Attempts.Version, stamp.Item3); // What is over was removed meanwhile.
            if (_snapshot is not { } before || !IsSame(before, problems, domains))
            {
                _snapshot = new ProblemSnapshot((_snapshot?.Version ?? 0) + 1, problems, domains, _sources.Attempts.Missed);
            }

            return _snapshot;
        }
    }

    public void Dispose()
    {
        _sources.Directory.Changed -= OnDirectoryChanged;
        _sources.Admission.Changed -= OnAdmissionChanged;
    }

    private bool IsDue((long Sequence, long Attempts, long Others) stamp)
    {
        var rest = _timeProvider.GetElapsedTime(_builtAt);
        var least = _cost * Share;
        return rest >= LongestRest
            ? rest >= least
            : stamp != _stamp && rest >= (least > ShortestRest ? least : ShortestRest);
    }

    private static bool IsSame(ProblemSnapshot before, ImmutableArray<Problem> problems, ImmutableDictionary<long, DomainCounts> domains) =>
        before.Problems.Length == problems.Length
        && before.Domains.Count == domains.Count
        && domains.All(pair => before.Domains.TryGetValue(pair.Key, out var counts) && counts == pair.Value)
        && before.Problems.Zip(problems).All(pair => pair.First.Equals(pair.Second) && pair.First.ReadsAs(pair.Second));

    private void OnDirectoryChanged(DirectoryChange change) => Interlocked.Increment(ref _others);

    private void OnAdmissionChanged() => Interlocked.Increment(ref _others);
}
