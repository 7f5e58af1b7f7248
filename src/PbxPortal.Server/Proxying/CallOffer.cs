namespace PbxPortal.Server.Proxying;

/// <summary>An INVITE that starts a call, after it is known who sent it and that he may.</summary>
/// <remarks>Immutable. Call-ID and the tag of From are what the dialogs that come of it have in common (RFC 3261, 12).</remarks>
public sealed record CallOffer
{
    public required string CallId { get; init; }

    public required string FromTag { get; init; }

    public required CallParty Caller { get; init; }

    public required CallParty Callee { get; init; }

    public required DateTimeOffset At { get; init; }
}
