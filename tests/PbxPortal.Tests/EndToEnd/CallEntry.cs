namespace PbxPortal.Tests.EndToEnd;

/// <summary>What a program reads of <c>/api/v1/calls</c>; written anew here, so that a renamed property is noticed.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record CallEntry(
    string CallId,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    string? Result,
    int Status,
    string? Ending,
    int? AnsweredBy,
    IReadOnlyList<CallBranchEntry> Branches)
{
    /// <summary>What became of it, in words: <c>answered callerHungUp: answered, elsewhere, elsewhere</c>; where it rang in any order.</summary>
    public string Story => $"{Result} {Ending}: {string.Join(", ", Branches.Select(branch => branch.Result).Order(StringComparer.Ordinal))}";

    /// <summary>Where it was answered.</summary>
    public CallBranchEntry? AnsweringBranch => Branches.SingleOrDefault(branch => branch.Number == AnsweredBy);

    public override string ToString() => $"{Story} ({string.Join(", ", Branches)})";
}
