using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What came of an order for many users.</summary>
/// <param name="Fates">One for each user that was reached, in the order in which they were given.</param>
/// <param name="NotReached">How many users were left as they are, because it was cancelled or failed before them.</param>
/// <param name="Failure">Why it stopped; <c>null</c>: it did not, or was cancelled.</param>
public sealed record BatchResult(ImmutableArray<UserFate> Fates, int NotReached, string? Failure)
{
    public int Count(UserOutcome outcome) => Fates.Count(fate => fate.Outcome == outcome);

    /// <summary>The new passwords, to be shown once.</summary>
    public IEnumerable<GeneratedPassword> Passwords =>
        from fate in Fates
        where fate.Password is not null
        select new GeneratedPassword(fate.Domain, fate.Extension, fate.Password!);
}
