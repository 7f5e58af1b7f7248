namespace PbxPortal.Server.Diagnosis;

/// <summary>Why a phone does not register, or a user cannot be reached. The words stand in the API; one may be added, none renamed.</summary>
public enum ProblemCause
{
    /// <summary>Several phones behind one address went within a short time: their site is cut off.</summary>
    SiteOutage,
    WrongPassword,

    /// <summary>The name in the credentials is nobody's, although the address is a user's.</summary>
    WrongAuthenticationName,
    UnknownUser,
    WrongDomain,
    UserDisabled,
    PasswordRevoked,
    TooManyDevices,
    KeptOut,
    Banned,
    NetworkNotAllowed,
    TransportNotAllowed,

    /// <summary>It proves who it is, and wants the address of another.</summary>
    NotItsAddress,
    TlsFailed,

    /// <summary>A connection came, and no REGISTER came over it.</summary>
    ConnectionFailed,

    /// <summary>It asks for a shorter time than allowed, and does not heed the 423 (RFC 3261, 10.3).</summary>
    IntervalTooBrief,

    /// <summary>It answers the same challenge again and again although it is told that the nonce is stale.</summary>
    NonceLoop,

    /// <summary>It asks again and again and never answers the challenge.</summary>
    ChallengeUnanswered,

    /// <summary>The NAT in front of it forgets the way to it between two messages.</summary>
    NatPinhole,

    /// <summary>Something on the way rewrites its messages, and not all of them alike.</summary>
    SipAlg,

    /// <summary>What it sends is not as it must be.</summary>
    BadRequest,

    /// <summary>More came than could be answered in time.</summary>
    Overload,

    /// <summary>One address or device sends more than is served.</summary>
    TooManyRequests,

    /// <summary>It was registered, and no refresh came.</summary>
    StoppedRefreshing,
    ConnectionLost,
    LoggedOut,
    LoggedOutHere,
    Replaced,

    /// <summary>What kept it out is mended; it has not tried again since.</summary>
    AwaitingRetry,
    NeverSent,
}
