using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What came of an import; with mistakes nothing was changed.</summary>
/// <param name="Passwords">Those that were generated, to be shown once.</param>
public sealed record ImportResult(
    int Added, int Updated, ImmutableArray<GeneratedPassword> Passwords, ImmutableArray<ImportMistake> Mistakes)
{
    /// <summary>Lines whose users were as the line says already; nothing was written for them.</summary>
    public int Unchanged { get; init; }
}
