using System.Globalization;

namespace PbxPortal.Administration;

/// <summary>The audit as a table, one line per change, moments in UTC.</summary>
internal static class AuditCsv
{
    public static readonly IReadOnlyList<string> Columns = ["at", "actor", "source", "kind", "action", "subject", "old_value", "new_value"];

    public static void Write(TextWriter writer, IEnumerable<AuditLine> lines) => UserCsv.Write(writer, lines.Select(LineOf));

    private static string[] LineOf(AuditLine line) =>
    [
        line.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        CsvText.Harmless(line.Entry.Actor),
        line.Entry.Source,
        WordOf(AuditActions.KindOf(line.Entry.Action)),
        line.Entry.Action,
        CsvText.Harmless(line.Entry.Subject),
        CsvText.Harmless(line.Entry.OldValue),
        CsvText.Harmless(line.Entry.NewValue),
    ];

    private static string WordOf(AuditKind kind) => char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..];
}
