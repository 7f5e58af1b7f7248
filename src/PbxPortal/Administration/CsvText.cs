namespace PbxPortal.Administration;

/// <summary>Texts of strangers in a file that a spreadsheet opens.</summary>
internal static class CsvText
{
    public const string ContentType = "text/csv";

    /// <summary>A spreadsheet would run what begins as a formula; a number with its plus is none.</summary>
    public static string Harmless(string text) =>
        text.Length > 0 && (text[0] is '=' or '@' or '\t' or '\r' || (text[0] is '+' or '-' && !text.AsSpan(1).ContainsOnlyNumber())) ? $"'{text}" : text;

    private static bool ContainsOnlyNumber(this ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return !(at < 0 ? text : text[..at]).ContainsAnyExceptInRange('0', '9');
    }
}
