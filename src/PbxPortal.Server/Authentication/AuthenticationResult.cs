using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Authentication;

/// <summary>Who sent a request, or why that is not known.</summary>
/// <param name="User">Proved when the outcome is <see cref="AuthenticationOutcome.Known"/>; otherwise who it claims to be, if there is such a user.</param>
/// <param name="Credential">What it answered with; <c>null</c> when that is none of ours.</param>
/// <param name="Peer">The same for somebody who is no user; at most one of the two is there.</param>
public readonly record struct AuthenticationResult(
    AuthenticationOutcome Outcome, User? User = null, Credential? Credential = null, IDigestPeer? Peer = null);
