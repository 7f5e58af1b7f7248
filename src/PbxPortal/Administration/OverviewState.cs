using System.Collections.Immutable;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Administration;

/// <summary>How the domains that somebody may see stand at one moment.</summary>
/// <param name="Version">Another number, another content.</param>
/// <param name="Problems">The most urgent first.</param>
/// <param name="HasUsers">Whether there is any user in them, enabled or not.</param>
/// <remarks>Immutable.</remarks>
public sealed record OverviewState(long Version, DomainCounts Counts, ImmutableArray<Problem> Problems, bool HasUsers)
{
    /// <summary>Those that somebody should see to: a stranger's attempts and users without a phone so far are told apart.</summary>
    public IEnumerable<Problem> Urgent => Problems.Where(problem => problem.Rank <= ProblemRank.OneDevice);
}
