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

    public static CallBranchRecord Of(long callId, BranchState branch) => new()
    {
        CallId = callId,
        Number = branch.Number,
        DeviceId = branch.DeviceId,
        Target = branch.Target,
        Device = branch.Device,
        TriedAt = branch.TriedAt.ToUnixTimeMilliseconds(),
        RingingAt = branch.RingingAt?.ToUnixTimeMilliseconds(),
        AnsweredAt = branch.AnsweredAt?.ToUnixTimeMilliseconds(),
        EndedAt = branch.EndedAt?.ToUnixTimeMilliseconds(),
        HungUpAt = branch.HungUpAt?.ToUnixTimeMilliseconds(),
        Result = (long?)branch.Result,
        Status = branch.Status,
        Note = branch.Note,
    };

    /// <summary>In the order of the columns.</summary>
    public void Set(PreparedStatement add) =>
        add.SetAll(CallId, Number, DeviceId, Target, Device, TriedAt, RingingAt, AnsweredAt, EndedAt, HungUpAt, Result, Status, Note);

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
