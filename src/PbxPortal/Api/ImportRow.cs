using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>What an import did, or would do.</summary>
/// <param name="IsWritten"><c>false</c>: it was a dry run.</param>
/// <param name="Lines">Of a dry run: each line and what becomes of it; of an import: none.</param>
/// <param name="Passwords">Those that were generated, told only now.</param>
public sealed record ImportRow(
    bool IsWritten,
    int Added,
    int Changed,
    int Unchanged,
    IReadOnlyList<ImportLineRow> Lines,
    IReadOnlyList<GeneratedPassword> Passwords)
{
    public static ImportRow Of(ImportPreview preview) => new(
        IsWritten: false,
        preview.Count(ImportFate.New),
        preview.Count(ImportFate.Changed),
        preview.Count(ImportFate.Unchanged),
        [.. preview.Lines.Select(ImportLineRow.Of)],
        []);

    public static ImportRow Of(ImportResult result) =>
        new(IsWritten: true, result.Added, result.Updated, result.Unchanged, [], result.Passwords);
}
