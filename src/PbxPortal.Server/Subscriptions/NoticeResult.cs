namespace PbxPortal.Server.Subscriptions;

/// <summary>How the telling of a device ended.</summary>
public enum NoticeResult
{
    /// <summary>The device has answered; the status code says what.</summary>
    Answered,

    /// <summary>No answer came within 32 seconds (RFC 3261, 17.1.2.2, timer F).</summary>
    NoAnswer,

    /// <summary>The connection ended before an answer came, as it does when a phone reboots at once.</summary>
    ConnectionEnded,

    /// <summary>Nothing was sent.</summary>
    NotSent,
}
