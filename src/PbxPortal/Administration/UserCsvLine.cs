namespace PbxPortal.Administration;

/// <summary>One line of a table of users, with its number in the file.</summary>
internal sealed record UserCsvLine(int Number, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The trimmed value; <c>null</c> when the table has no such column.</summary>
    public string? this[string column] => Values.TryGetValue(column, out var value) ? value.Trim() : null;
}
