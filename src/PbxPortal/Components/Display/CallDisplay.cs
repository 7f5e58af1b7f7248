using System.Globalization;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Components.Display;

/// <summary>How calls are told: icon, word, colour, and the cause in a sentence.</summary>
public static class CallDisplay
{
    /// <summary>In the order in which the page offers them.</summary>
    public static IReadOnlyList<CallResult> Results { get; } =
    [
        CallResult.Answered, CallResult.NoAnswer, CallResult.Busy, CallResult.Declined, CallResult.Cancelled, CallResult.CallerLost,
        CallResult.Unavailable, CallResult.NotFound, CallResult.Refused, CallResult.Failed,
    ];

    public static string WordOf(CallResult result) => result switch
    {
        CallResult.Answered => "Answered",
        CallResult.Cancelled => "Caller gave up",
        CallResult.CallerLost => "Caller lost",
        CallResult.Busy => "Busy",
        CallResult.Declined => "Declined",
        CallResult.NoAnswer => "No answer",
        CallResult.Unavailable => "Not available",
        CallResult.NotFound => "No such number",
        CallResult.Refused => "Not allowed",
        _ => "Failed",
    };

    public static string ToneOf(CallResult result) => result switch
    {
        CallResult.Answered => "online",
        CallResult.Cancelled or CallResult.CallerLost => "offline",
        CallResult.NoAnswer or CallResult.Busy or CallResult.Declined => "late",
        _ => "failing",
    };

    public static string IconOf(CallResult result) => result switch
    {
        CallResult.Answered => PortalIcons.Check,
        CallResult.Cancelled => PortalIcons.Offline,
        CallResult.CallerLost => PortalIcons.Disconnected,
        CallResult.NoAnswer => PortalIcons.Late,
        CallResult.Busy or CallResult.Declined or CallResult.Refused => PortalIcons.KeptOut,
        _ => PortalIcons.Failing,
    };

    /// <summary>Of a live call.</summary>
    public static string StateOf(Call call) => call.IsAnswered ? "In call" : call.IsRinging ? "Ringing" : "Calling";

    public static string StateIconOf(Call call) => call is { IsAnswered: false, IsRinging: true } ? PortalIcons.Ringing : PortalIcons.Call;

    /// <summary>Since when the duration counts: the talk, or the ringing before it.</summary>
    public static DateTimeOffset Since(Call call) => call.AnsweredAt ?? call.StartedAt;

    /// <summary>Who hung up, or why nobody knows; empty: it was never answered, or is live.</summary>
    public static string EndingOf(Call call) => call.Ending switch
    {
        CallEnding.CallerHungUp => "caller hung up",
        CallEnding.CalleeHungUp => "callee hung up",
        CallEnding.Unknown => "end not known: no BYE came",
        CallEnding.ServerStopped => "end not known: the server was stopped",
        _ => "",
    };

    /// <summary>The status code, where it says more than the word.</summary>
    public static string StatusOf(Call call) => call is { IsAnswered: false, Result: not (CallResult.Cancelled or CallResult.CallerLost), Status: > 0 } ? call.Status.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>The name, else the address; of somebody outside the number.</summary>
    public static string NameOf(CallParty party) => party switch
    {
        { DisplayName.Length: > 0 } => party.DisplayName,
        { Kind: CallPartyKind.Trunk } => NumberOf(party),
        _ => party.Address,
    };

    /// <summary>What the second line adds; empty where the first says it.</summary>
    public static string AddressOf(CallParty party) => party switch
    {
        { Kind: CallPartyKind.Trunk } when party.Address.Length > NumberOf(party).Length =>
            (party.DisplayName.Length > 0 ? $"{NumberOf(party)} " : "") + $"via {party.Address[(NumberOf(party).Length + 1)..]}",
        { DisplayName.Length: > 0 } => party.Address,
        _ => "",
    };

    /// <summary>The product, else where it is, else that nobody may know.</summary>
    public static string NameOf(BranchState branch) => branch switch
    {
        { Device.Length: > 0 } => branch.Device,
        { Target.Length: > 0 } => branch.Target.StartsWith("sip:", StringComparison.Ordinal) ? branch.Target[4..] : branch.Target,
        _ => "their phone",
    };

    /// <summary>What it is doing, or what became of it there: <c>rings</c>, <c>busy</c>, <c>no answer 20 s</c>.</summary>
    public static string DoingOf(BranchState branch) => branch switch
    {
        { Result: BranchResult.NoAnswer } => $"no answer {Seconds(branch)}",
        { Result: BranchResult.Forwarded } => $"forwarded {branch.Note}".TrimEnd(),
        { Result: { } result, Note.Length: > 0 } => $"{WordOf(result)}: {branch.Note}",
        { Result: { } result } => WordOf(result) + (result is BranchResult.Failed && branch.Status >= 300 ? $" {branch.Status}" : ""),
        { IsRinging: true } => "rings",
        _ => "no sign yet",
    };

    /// <summary>For example <c>Yealink T46U busy, Linphone no answer 20 s, MicroSIP answered</c>; where nothing rang, why.</summary>
    public static string Describe(Call call) => call switch
    {
        { Branches.IsEmpty: false } => string.Join(", ", call.Branches.Select(branch => $"{NameOf(branch)} {DoingOf(branch)}")),
        { Result: CallResult.Unavailable } => "no phone was registered",
        { Result: CallResult.NotFound } => "nobody has that number",
        { Result: CallResult.Refused } => "the caller may not call there",
        _ => "nothing rang",
    };

    /// <summary>As a clock shows it: <c>0:07</c>, <c>12:31</c>, <c>1:05:00</c>.</summary>
    public static string Clock(TimeSpan duration) => duration.ToString(duration.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string WordOf(BranchResult result) => result switch
    {
        BranchResult.Answered => "answered",
        BranchResult.Declined => "declined",
        BranchResult.Busy => "busy",
        BranchResult.Elsewhere or BranchResult.Cancelled or BranchResult.RefusedElsewhere => "stopped",
        BranchResult.DoNotDisturb => "do not disturb",
        BranchResult.NotWoken => "could not be woken",
        BranchResult.NotEncrypted => "not over TLS",
        BranchResult.Unreachable => "not reachable",
        BranchResult.ConnectionLost => "lost its connection",
        _ => "failed",
    };

    private static string NumberOf(CallParty party) =>
        party.Address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? party.Address[..at] : party.Address;

    private static string Seconds(BranchState branch) =>
        $"{Math.Max((long)((branch.EndedAt ?? branch.TriedAt) - branch.TriedAt).TotalSeconds, 0)} s";
}
