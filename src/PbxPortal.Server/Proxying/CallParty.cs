namespace PbxPortal.Server.Proxying;

/// <summary>One side of a call.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CallParty
{
    public required CallPartyKind Kind { get; init; }

    /// <summary><c>null</c>: no user of ours, or nobody has that extension or number.</summary>
    public long? UserId { get; init; }

    /// <summary>The domain that the call belongs to on this side.</summary>
    public long? DomainId { get; init; }

    /// <summary>The device that calls, if it is registered over the flow that the INVITE came over; of the callee always <c>null</c>.</summary>
    public long? DeviceId { get; init; }

    /// <summary><c>3516@acme.example</c>, or <c>number@trunk</c>.</summary>
    public string Address { get; init; } = "";

    /// <summary>The name that From has, or the directory.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Address and port that the INVITE came from; empty for the callee.</summary>
    public string Source { get; init; } = "";
}
