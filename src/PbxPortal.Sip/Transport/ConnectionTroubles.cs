namespace PbxPortal.Sip.Transport;

/// <summary>The words for each <see cref="ConnectionTrouble"/>, for the log and for people.</summary>
public static class ConnectionTroubles
{
    public static string TextOf(ConnectionTrouble trouble) => trouble switch
    {
        ConnectionTrouble.TooMany => "refused: as many connections as allowed stand already",
        ConnectionTrouble.TooManyFromAddress => "refused: as many connections as one address may have stand already",
        ConnectionTrouble.TooManyUnproved => "refused: too many connections of this address have proved no password yet",
        ConnectionTrouble.HandshakeFailed => "the TLS handshake failed",
        ConnectionTrouble.HandshakeTooSlow => "the TLS handshake did not end in time",
        ConnectionTrouble.WrongSubProtocol => "refused: a WebSocket without the sub-protocol sip",
        ConnectionTrouble.OriginNotAllowed => "refused: a WebSocket from the page of a site that is not allowed",
        ConnectionTrouble.NoMessage => "closed: it brought no message in time",
        ConnectionTrouble.MessageTooSlow => "closed: a message did not end in time",
        ConnectionTrouble.NotAuthenticated => "closed: it proved no password in time",
        ConnectionTrouble.ReadsTooSlowly => "closed: it did not read what was sent to it",
        ConnectionTrouble.KeepAlivesStopped => "closed: its keep-alives stopped",
        ConnectionTrouble.Idle => "closed: no registration needed it any more",
        _ => trouble.ToString(),
    };

    /// <summary>Whether the connection never came to be: no SIP was spoken on it.</summary>
    public static bool IsRefusal(ConnectionTrouble trouble) => trouble <= ConnectionTrouble.OriginNotAllowed;
}
