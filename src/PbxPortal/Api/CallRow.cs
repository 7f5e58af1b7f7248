using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Api;

/// <summary>One call, live or finished, as the HTTP API writes it.</summary>
/// <param name="Id">Of a live call until it is over; of a finished one for good. The two are counted apart.</param>
/// <param name="CallId">Of its messages.</param>
/// <param name="EndedAt"><c>null</c>: it is live.</param>
/// <param name="DurationSeconds">How long was spoken; <c>null</c>: it was not answered, is not over, or its end is not known.</param>
/// <param name="Result">What the caller got; <c>null</c> while it rings.</param>
/// <param name="Status">The status code that the caller got; 0: none yet.</param>
/// <param name="Ending">Who hung up, of a call that was answered.</param>
/// <param name="AnsweredBy">The number of the branch that answered.</param>
/// <param name="Branches">Where it rings or rang. Of somebody whom you may not see one stands for all.</param>
public sealed record CallRow(
    long Id,
    string CallId,
    CallPartyRow From,
    CallPartyRow To,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    long? DurationSeconds,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<CallResult>))] CallResult? Result,
    int Status,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<CallEnding>))] CallEnding? Ending,
    int? AnsweredBy,
    IReadOnlyList<CallBranchRow> Branches)
{
    public static CallRow Of(Call call) => new(
        call.Id,
        call.CallId,
        CallPartyRow.Of(call.Caller),
        CallPartyRow.Of(call.Callee),
        call.StartedAt,
        call.AnsweredAt,
        call.EndedAt,
        call.Duration is { } duration ? (long)duration.TotalSeconds : null,
        call.Result,
        call.Status,
        call.Ending,
        call.AnsweredBy,
        [.. call.Branches.Select(CallBranchRow.Of)]);
}
