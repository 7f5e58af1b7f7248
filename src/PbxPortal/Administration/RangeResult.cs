using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What came of adding a range of users; with mistakes nothing was changed.</summary>
/// <param name="Passwords">One for each user that was added, to be shown once.</param>
/// <param name="Existing">Extensions that somebody had already; they stay as they are.</param>
public sealed record RangeResult(
    ImmutableArray<GeneratedPassword> Passwords, ImmutableArray<string> Existing, ImmutableArray<Mistake> Mistakes);
