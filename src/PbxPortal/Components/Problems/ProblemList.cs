using System.Collections.Immutable;
using PbxPortal.Administration;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>What the pages show of the problems: those that match, in the order of urgency.</summary>
/// <remarks>Confined to the renderer's dispatcher. While the list is frozen, entries change but none moves, comes or goes.</remarks>
public sealed class ProblemList
{
    private readonly Dictionary<string, ProblemRow> _rows = new(StringComparer.Ordinal);
    private ImmutableArray<Problem> _problems = [];
    private List<ProblemRow> _listed = [];

    public ProblemFilter Filter { get; private set; } = ProblemFilter.Everything;

    /// <summary>The first state has come.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>The entries that match.</summary>
    public IReadOnlyList<ProblemRow> Listed => _listed;

    /// <summary>All problems, whatever the filter says.</summary>
    public int Total => _problems.Length;

    /// <summary>The reader is at work in the list: nothing moves.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>How many entries wait for the list to move.</summary>
    public int PendingChanges { get; private set; }

    /// <summary>How many there would be of each cause, by the other filters; those with the most first.</summary>
    public IReadOnlyList<(ProblemCause Cause, int Count)> Causes { get; private set; } = [];

    public IReadOnlyList<(string Domain, int Count)> Domains { get; private set; } = [];

    public ProblemRow? Find(string key) => _rows.GetValueOrDefault(key);

    public void Apply(OverviewState state)
    {
        _problems = state.Problems;
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var problem in _problems)
        {
            present.Add(problem.Key);
            if (_rows.TryGetValue(problem.Key, out var row))
            {
                row.Problem = problem;
                row.IsSolved = false;
            }
            else
            {
                _rows.Add(problem.Key, new ProblemRow(problem));
            }
        }

        foreach (var row in _rows.Values.Where(row => !present.Contains(row.Key)).ToList())
        {
            row.IsSolved = true;
        }

        Count();
        if (IsFrozen && IsLoaded)
        {
            CountPending();
        }
        else
        {
            Arrange();
        }

        IsLoaded = true;
    }

    public void SetFilter(ProblemFilter filter)
    {
        var isSame = string.Equals(
            (filter with { OpenKey = "" }).ToAddress(), (Filter with { OpenKey = "" }).ToAddress(), StringComparison.Ordinal);
        Filter = filter;
        if (!isSame)
        {
            Count();
            Arrange();
        }
    }

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        Arrange();
    }

    /// <summary>Gives every entry its place: the reader asked for it, or has left the list.</summary>
    public void Arrange()
    {
        _listed = Matching();
        PendingChanges = 0;
        foreach (var row in _rows.Values.Where(row => row.IsSolved && !IsOpen(row)).ToList())
        {
            _rows.Remove(row.Key);
        }
    }

    private bool IsOpen(ProblemRow row) => string.Equals(row.Key, Filter.OpenKey, StringComparison.Ordinal);

    private List<ProblemRow> Matching() => [.. _problems.Where(Filter.Accepts).Select(problem => _rows[problem.Key])];

    private void CountPending()
    {
        var coming = Matching();
        var known = _listed.ToHashSet();
        var gone = _listed.Count(row => row.IsSolved || !Filter.Accepts(row.Problem));
        PendingChanges = coming.Count(row => !known.Contains(row)) + gone;
    }

    private void Count()
    {
        var found = _problems.Where(Filter.Finds).ToList();
        Causes =
        [
            .. found.CountBy(problem => problem.Cause)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key)
                .Select(pair => (pair.Key, pair.Value)),
        ];
        Domains =
        [
            .. _problems.Where(problem => problem.DomainId is not null)
                .CountBy(problem => problem.Domain, StringComparer.Ordinal)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value)),
        ];
    }
}
