namespace PbxPortal.Server.Authentication;

/// <summary>What came of asking who somebody is.</summary>
public enum AuthenticationOutcome
{
    /// <summary>The password is proved.</summary>
    Known,

    /// <summary>No credentials for our realm: the ordinary first challenge, nobody's mistake.</summary>
    NoCredentials,

    /// <summary>The password is proved, but the nonce is too old or used: challenge again with <c>stale=true</c>.</summary>
    Stale,

    // From outside, the rest look the same: a new challenge.
    WrongPassword,
    UnknownUser,
    CredentialRevoked,
    Malformed,
    UnknownAlgorithm,
}
