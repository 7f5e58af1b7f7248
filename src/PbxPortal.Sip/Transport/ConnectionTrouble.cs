namespace PbxPortal.Sip.Transport;

/// <summary>Why a connection was not taken, or was ended by us.</summary>
public enum ConnectionTrouble : byte
{
    TooMany,
    TooManyFromAddress,
    TooManyUnproved,
    HandshakeFailed,
    HandshakeTooSlow,
    WrongSubProtocol,
    OriginNotAllowed,
    NoMessage,
    MessageTooSlow,
    NotAuthenticated,
    ReadsTooSlowly,

    /// <summary>It had sent keep-alives, as it was told to, and sends none any more (RFC 5626, 4.4).</summary>
    KeepAlivesStopped,

    /// <summary>No binding needs it any more and it says nothing; nobody's mistake, so counted and not told.</summary>
    Idle,
}
