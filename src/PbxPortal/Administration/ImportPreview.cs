using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What an import would do, line by line; nothing was written.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ImportPreview(ImmutableArray<ImportLine> Lines)
{
    /// <summary>Whether the import would be carried out, and would change anything.</summary>
    public bool IsWorthIt => Count(ImportFate.Wrong) == 0 && Count(ImportFate.New) + Count(ImportFate.Changed) > 0;

    public int Count(ImportFate fate) => Lines.Count(line => line.Fate == fate);
}
