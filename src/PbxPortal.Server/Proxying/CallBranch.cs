namespace PbxPortal.Server.Proxying;

/// <summary>One place that a call is sent to: a client transaction of the proxy (RFC 3261, 16.6).</summary>
/// <remarks>Immutable.</remarks>
public sealed record CallBranch
{
    /// <summary>Counts from 1 within its call.</summary>
    public required int Number { get; init; }

    /// <summary><c>null</c>: a trunk.</summary>
    public long? DeviceId { get; init; }

    /// <summary><c>null</c>: a trunk.</summary>
    public long? BindingId { get; init; }

    /// <summary>The contact URI, or the number that a trunk is to call.</summary>
    public required string Target { get; init; }

    /// <summary>The product, for example <c>Yealink T46U</c>; of a trunk its name.</summary>
    public string Device { get; init; } = "";
}
