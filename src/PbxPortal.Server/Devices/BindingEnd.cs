namespace PbxPortal.Server.Devices;

/// <summary>How a binding ended; the stored number is the enum's value, so values are never renumbered.</summary>
public enum BindingEnd
{
    /// <summary>The phone sent <c>Expires: 0</c>.</summary>
    LoggedOut = 1,

    /// <summary>Its time ran out.</summary>
    Expired = 2,

    /// <summary>Somebody logged it out in the portal.</summary>
    ForcedOut = 3,

    /// <summary>A newer device took its place because the user had reached the limit.</summary>
    Replaced = 4,

    /// <summary>The user was disabled or deleted.</summary>
    UserGone = 5,

    /// <summary>The credential that it registered with was revoked.</summary>
    CredentialRevoked = 6,

    /// <summary>The user's phones may no longer come from where it was, or over that transport.</summary>
    NoLongerAllowed = 7,
}
