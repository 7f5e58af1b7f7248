using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Api;

/// <summary>Where a call rings or rang, and what became of it there, as the HTTP API writes it.</summary>
/// <param name="Number">From 1 on, in the order in which they were tried.</param>
/// <param name="Target">The contact URI, or the number.</param>
/// <param name="Device">The product; empty when it is not known.</param>
/// <param name="RingingAt">When it said that it rings.</param>
/// <param name="Result"><c>null</c>: it is still tried.</param>
/// <param name="Status">The last status code that came from there; 0: none.</param>
/// <param name="Note">What there is to say of the result: who refused for all, where it was sent on, why nobody could wake it; may be empty.</param>
public sealed record CallBranchRow(
    int Number,
    long? DeviceId,
    string Target,
    string Device,
    DateTimeOffset TriedAt,
    DateTimeOffset? RingingAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<BranchResult>))] BranchResult? Result,
    int Status,
    string Note)
{
    public static CallBranchRow Of(BranchState branch) => new(
        branch.Number,
        branch.DeviceId,
        branch.Target,
        branch.Device,
        branch.TriedAt,
        branch.RingingAt,
        branch.AnsweredAt,
        branch.EndedAt,
        branch.Result,
        branch.Status,
        branch.Note);
}
