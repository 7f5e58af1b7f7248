using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>One message that came while somebody watches, and what it was answered.</summary>
/// <param name="DomainId">Of the Request-URI; <c>null</c>: none of ours, or not read.</param>
/// <param name="UserId">Whose phone it claims to be; <c>null</c>: nobody's.</param>
/// <param name="User">The address in To as it was sent; may be empty.</param>
/// <param name="Sent">What it is, in words.</param>
/// <param name="Answer">Status code and reason; empty when there was none.</param>
/// <param name="Meaning">What that means, in words.</param>
/// <remarks>Immutable.</remarks>
public sealed record Attempt(
    DateTimeOffset At,
    AttemptOutcome Outcome,
    long? DomainId,
    long? UserId,
    string User,
    PeerAddress Peer,
    TransportProtocol Transport,
    string Sent,
    string Answer,
    string Meaning);
