using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Calls;

/// <summary>One branch of a call: where the INVITE went, and what became of it there.</summary>
/// <remarks>Immutable.</remarks>
public sealed record BranchState
{
    /// <summary>From 1 on.</summary>
    public required int Number { get; init; }

    public long? DeviceId { get; init; }

    /// <summary>The contact URI, or the number.</summary>
    public required string Target { get; init; }

    /// <summary>The product; may be empty.</summary>
    public string Device { get; init; } = "";

    public required DateTimeOffset TriedAt { get; init; }

    /// <summary>When the first provisional response came; <c>null</c>: none.</summary>
    public DateTimeOffset? RingingAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When its INVITE had its final response; of the one that answered, when it answered.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When a BYE ended what it had answered.</summary>
    public DateTimeOffset? HungUpAt { get; init; }

    /// <summary><c>null</c>: it is still tried.</summary>
    public BranchResult? Result { get; init; }

    /// <summary>What there is to say of the result: who refused for all, where it was sent on, why nobody could wake it; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>The last status code that came from there; 0: none.</summary>
    public int Status { get; init; }

    /// <summary>The tag of To, by which its dialog is known; empty until it answers.</summary>
    public string ToTag { get; init; } = "";

    public bool IsOpen => Result is null;

    public bool IsRinging => IsOpen && RingingAt is not null;

    public bool IsTalking => AnsweredAt is not null && HungUpAt is null;
}
