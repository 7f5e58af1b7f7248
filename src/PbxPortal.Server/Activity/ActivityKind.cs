namespace PbxPortal.Server.Activity;

/// <summary>What happened; the stored number is the enum's value, so values are never renumbered. Refreshes are counted, not listed.</summary>
public enum ActivityKind
{
    Registered = 1,

    /// <summary>The same device registered again from another address.</summary>
    Moved = 2,

    /// <summary>The phone said <c>Expires: 0</c>.</summary>
    LoggedOut = 3,
    Expired = 4,

    /// <summary>Somebody logged the device out in the portal.</summary>
    ForcedOut = 5,

    /// <summary>A REGISTER was refused; the reason says why.</summary>
    Refused = 6,

    /// <summary>A block was lifted.</summary>
    Allowed = 7,

    /// <summary>A newer device took its place.</summary>
    Replaced = 8,

    /// <summary>The user was disabled or deleted while the device was registered.</summary>
    UserGone = 9,

    /// <summary>The device's connection ended, and it did not come back in time.</summary>
    ConnectionLost = 10,

    /// <summary>An address is not heard any more, or not for one user.</summary>
    Banned = 20,

    /// <summary>Somebody lifted a ban.</summary>
    Unbanned = 21,
}
