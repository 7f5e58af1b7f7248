using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>What came of an order for many users.</summary>
/// <param name="Done">How many users it was done to.</param>
/// <param name="NotReached">How many were left as they are, because the store failed before them.</param>
/// <param name="Failure">Why it stopped; <c>null</c>: it did not.</param>
public sealed record BatchRow(int Done, int NotReached, string? Failure, IReadOnlyList<BatchUserRow> Users)
{
    public static BatchRow Of(BatchResult result) => new(
        result.Count(UserOutcome.Done),
        result.NotReached,
        result.Failure,
        [.. result.Fates.Select(fate => new BatchUserRow(fate.UserId, fate.Domain, fate.Extension, fate.Outcome, fate.Password))]);
}
