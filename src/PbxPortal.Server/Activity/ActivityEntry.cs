namespace PbxPortal.Server.Activity;

/// <summary>One line of the activity page. Names are kept as they were then, so that a deleted user's history can still be read.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ActivityEntry
{
    public required DateTimeOffset At { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary><c>null</c> when the request named no domain of ours.</summary>
    public long? DomainId { get; init; }

    public long? UserId { get; init; }

    public long? DeviceId { get; init; }

    /// <summary>The address-of-record without scheme, for example <c>3516@acme.example</c>, as the request had it.</summary>
    public string User { get; init; } = "";

    /// <summary>The product, or the User-Agent when it is not known.</summary>
    public string Device { get; init; } = "";

    /// <summary>Source address and port.</summary>
    public string Source { get; init; } = "";

    /// <summary>A sentence or part of one: why it was refused, where it moved from, until when it is kept out.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The portal account that did it; empty when the phone or the clock did.</summary>
    public string Actor { get; init; } = "";

    /// <summary>How many times within the minute, for refusals; otherwise 1.</summary>
    public int Count { get; init; } = 1;
}
