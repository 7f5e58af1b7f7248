using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Storage;

/// <summary>A row of the table call_branch.</summary>
internal sealed class CallBranchRecord
{
    public long CallId { get; init; }

    public long Number { get; init; }

    public long? DeviceId { get; init; }

    public required string Target { get; init; }

    public required string Device { get; init; }

    public long TriedAt { get; init; }

    public long? RingingAt { get; init; }

    public long? AnsweredAt { get; init; }

    public long? EndedAt { get; init; }

    public long? HungUpAt { get; init; }

    public long? Result { get; init; }

    public long Status { get; init; }

    public string Note { get; init; } = "";

    public BranchState ToBranch() => new()
    {
        Number = (int)Number,
        DeviceId = DeviceId,
        Target = Target,
        Device = Device,
        TriedAt = StoredMoment.Of(TriedAt),
        RingingAt = StoredMoment.Of(RingingAt),
        AnsweredAt = StoredMoment.Of(AnsweredAt),
        EndedAt = StoredMoment.Of(EndedAt),
        HungUpAt = StoredMoment.Of(HungUpAt),
        Result = (BranchResult?)Result,
        Status = (int)Status,
        Note = Note,
    };
}
