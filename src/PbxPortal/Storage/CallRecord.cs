using System.Collections.Immutable;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Storage;

/// <summary>A row of the table call.</summary>
internal sealed class CallRecord
{
    public long Id { get; init; }

    public required string SipCallId { get; init; }

    public required string FromTag { get; init; }

    public long StartedAt { get; init; }

    public long? AnsweredAt { get; init; }

    public long? AnsweredBy { get; init; }

    public long EndedAt { get; init; }

    public long Result { get; init; }

    public long Status { get; init; }

    public long? Ending { get; init; }

    public long CallerKind { get; init; }

    public long? CallerUserId { get; init; }

    public long? CallerDomainId { get; init; }

    public long? CallerDeviceId { get; init; }

    public required string CallerAddress { get; init; }

    public required string CallerName { get; init; }

    public required string CallerSource { get; init; }

    public long CalleeKind { get; init; }

    public long? CalleeUserId { get; init; }

    public long? CalleeDomainId { get; init; }

    public required string CalleeAddress { get; init; }

    public required string CalleeName { get; init; }

    public Call ToCall(ImmutableArray<BranchState> branches) => new()
    {
        Id = Id,
        CallId = SipCallId,
        FromTag = FromTag,
        Caller = new CallParty
        {
            Kind = (CallPartyKind)CallerKind,
            UserId = CallerUserId,
            DomainId = CallerDomainId,
            DeviceId = CallerDeviceId,
            Address = CallerAddress,
            DisplayName = CallerName,
            Source = CallerSource,
        },
        Callee = new CallParty
        {
            Kind = (CallPartyKind)CalleeKind,
            UserId = CalleeUserId,
            DomainId = CalleeDomainId,
            Address = CalleeAddress,
            DisplayName = CalleeName,
        },
        StartedAt = StoredMoment.Of(StartedAt),
        Branches = branches,
        AnsweredAt = StoredMoment.Of(AnsweredAt),
        AnsweredBy = (int?)AnsweredBy,
        EndedAt = StoredMoment.Of(EndedAt),
        Result = (CallResult)Result,
        Status = (int)Status,
        Ending = (CallEnding?)Ending,
    };
}
