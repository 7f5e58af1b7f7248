using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Reads the dialogs of a user out of his calls (RFC 4235, 3.7.1). Pure functions.</summary>
internal static class DialogReports
{
    /// <summary>More fit into no datagram, and on no phone's display; the newest are told.</summary>
    private const int Most = 20;

    private const string Initiator = "initiator";
    private const string Recipient = "recipient";
    private const string LampId = "lamp";

    /// <summary>All of it, one dialog for each end of a call that the user is; whoever calls himself has two.</summary>
    public static ImmutableArray<DialogReport> Of(ImmutableArray<Call> calls, long userId) =>
        [.. calls.SelectMany(call => Of(call, userId)).TakeLast(Most)];

    /// <summary>How a dialog ended, for who knew it.</summary>
    public static DialogReport? EndOf(Call call, long userId, string id) => Of(call, userId).FirstOrDefault(report => string.Equals(report.Id, id, StringComparison.Ordinal));

    /// <summary>
    /// The one virtual dialog that says whether the user is in a call, and nothing of with whom (RFC 4235, 3.7.2): confirmed before
    /// early before trying. Unlike there, the direction is told, without which a lamp cannot tell that somebody could pick up.
    /// </summary>
    public static ImmutableArray<DialogReport> LampOf(ImmutableArray<Call> calls, long userId)
    {
        var brightest = calls.SelectMany(call => Of(call, userId))
            .OrderBy(report => RankOf(report.State)).ThenBy(report => report.Direction is Recipient ? 0 : 1)
            .FirstOrDefault();
        return brightest is null
            ? []
            : [new DialogReport { Id = LampId, State = brightest.State, Direction = brightest.State is DialogReport.Confirmed ? "" : brightest.Direction }];
    }

    private static IEnumerable<DialogReport> Of(Call call, long userId)
    {
        if (call.Caller.UserId == userId)
        {
            yield return Make(call, Initiator);
        }

        if (call.Callee.UserId == userId && !call.Branches.IsEmpty)
        {
            yield return Make(call, Recipient); // Before a branch there is nobody there who would have had an INVITE.
        }
    }

    private static DialogReport Make(Call call, string direction)
    {
        var isCaller = direction is Initiator;
        var toTag = call.AnsweringBranch?.ToTag ?? "";
        var (ended, code) = call.IsLive ? ("", 0) : EventOf(call, isCaller);
        return new DialogReport
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{call.Id}-{(isCaller ? "a" : "b")}"),
            State = StateOf(call),
            Event = ended,
            Code = code,
            Direction = direction,
            CallId = call.CallId,
            LocalTag = isCaller ? call.FromTag : toTag,
            RemoteTag = isCaller ? toTag : call.FromTag,
            Since = call.StartedAt,
            Local = isCaller ? call.Caller : call.Callee,
            Remote = isCaller ? call.Callee : call.Caller,
        };
    }

    /// <summary>Of a provisional response the book knows the status and not the tag; nearly all phones send one, and with it the dialog is early.</summary>
    private static string StateOf(Call call) => call switch
    {
        { IsLive: false } => DialogReport.Terminated,
        { IsAnswered: true } => DialogReport.Confirmed,
        { IsRinging: true } => DialogReport.Early,
        _ => DialogReport.Trying,
    };

    private static (string Event, int Code) EventOf(Call call, bool isCaller) => call switch
    {
        { Ending: CallEnding.CallerHungUp } => (isCaller ? "local-bye" : "remote-bye", 0),
        { Ending: CallEnding.CalleeHungUp } => (isCaller ? "remote-bye" : "local-bye", 0),
        { Ending: not null } => ("timeout", 0),
        { Result: CallResult.Cancelled or CallResult.CallerLost } => ("cancelled", 487),
        { Result: CallResult.NoAnswer } when !isCaller => ("cancelled", 487), // His phones were told to stop.
        _ => ("rejected", call.Status),
    };

    private static int RankOf(string state) => state switch
    {
        DialogReport.Confirmed => 0,
        DialogReport.Early => 1,
        _ => 2,
    };
}
