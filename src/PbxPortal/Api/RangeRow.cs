using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>What came of adding a range of users.</summary>
/// <param name="Added">The new users with their passwords, told only now.</param>
/// <param name="Existing">Extensions that somebody had already; they stay as they are.</param>
public sealed record RangeRow(IReadOnlyList<GeneratedPassword> Added, IReadOnlyList<string> Existing);
