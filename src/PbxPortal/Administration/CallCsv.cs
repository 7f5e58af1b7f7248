using System.Globalization;
using PbxPortal.Server.Calls;

namespace PbxPortal.Administration;

/// <summary>Finished calls as a table, one line per call, moments in UTC.</summary>
internal static class CallCsv
{
    public const string ContentType = "text/csv";

    public static readonly IReadOnlyList<string> Columns =
    [
        "started_at", "answered_at", "ended_at", "duration_seconds", "from", "from_name", "to", "to_name", "result", "status", "ending",
        "answered_by", "branches", "call_id",
    ];

    public static void Write(TextWriter writer, IEnumerable<Call> calls) => UserCsv.Write(writer, calls.Select(LineOf));

    private static string[] LineOf(Call call) =>
    [
        TimeOf(call.StartedAt),
        TimeOf(call.AnsweredAt),
        TimeOf(call.EndedAt),
        call.Duration is { } duration ? ((long)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "",
        Harmless(call.Caller.Address),
        Harmless(call.Caller.DisplayName),
        Harmless(call.Callee.Address),
        Harmless(call.Callee.DisplayName),
        WordOf(call.Result),
        call.Status == 0 ? "" : call.Status.ToString(CultureInfo.InvariantCulture),
        WordOf(call.Ending),
        Harmless(call.AnsweringBranch is { } answered ? NameOf(answered) : ""),
        Harmless(string.Join("; ", call.Branches.Select(branch => $"{NameOf(branch)}: {WordOf(branch.Result)}"))),
        Harmless(call.CallId),
    ];

    private static string NameOf(BranchState branch) => branch.Device.Length > 0 ? branch.Device : branch.Target;

    private static string TimeOf(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string WordOf<T>(T? value)
        where T : struct, Enum => value is { } known ? char.ToLowerInvariant($"{known}"[0]) + $"{known}"[1..] : "";

    /// <summary>Strangers choose these texts, and a spreadsheet would run what begins as a formula; a number with its plus is none.</summary>
    private static string Harmless(string text) =>
        text.Length > 0 && (text[0] is '=' or '@' or '\t' or '\r' || (text[0] is '+' or '-' && !text.AsSpan(1).ContainsOnlyNumber())) ? $"'{text}" : text;

    private static bool ContainsOnlyNumber(this ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return !(at < 0 ? text : text[..at]).ContainsAnyExceptInRange('0', '9');
    }
}
