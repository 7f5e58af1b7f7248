using System.Globalization;
using PbxPortal.Server.Calls;

namespace PbxPortal.Administration;

/// <summary>Finished calls as a table, one line per call, moments in UTC.</summary>
internal static class CallCsv
{
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
        CsvText.Harmless(call.Caller.Address),
        CsvText.Harmless(call.Caller.DisplayName),
        CsvText.Harmless(call.Callee.Address),
        CsvText.Harmless(call.Callee.DisplayName),
        WordOf(call.Result),
        call.Status == 0 ? "" : call.Status.ToString(CultureInfo.InvariantCulture),
        WordOf(call.Ending),
        CsvText.Harmless(call.AnsweringBranch is { } answered ? NameOf(answered) : ""),
        CsvText.Harmless(string.Join("; ", call.Branches.Select(branch => $"{NameOf(branch)}: {WordOf(branch.Result)}"))),
        CsvText.Harmless(call.CallId),
    ];

    private static string NameOf(BranchState branch) => branch.Device.Length > 0 ? branch.Device : branch.Target;

    private static string TimeOf(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string WordOf<T>(T? value)
        where T : struct, Enum => value is { } known ? char.ToLowerInvariant($"{known}"[0]) + $"{known}"[1..] : "";
}
