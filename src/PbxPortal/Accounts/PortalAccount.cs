namespace PbxPortal.Accounts;

/// <summary>Somebody who may sign in to the portal, as ASP.NET Core Identity handles it. Not a SIP user.</summary>
/// <remarks>Confined to one request: Identity changes the value and hands it to the store.</remarks>
internal sealed class PortalAccount
{
    /// <summary>Zero until it is stored.</summary>
    public long Id { get; set; }

    public string Name { get; set; } = "";

    public string NormalizedName { get; set; } = "";

    public string PasswordHash { get; set; } = "";

    /// <summary>Changes with the password and when the account is disabled; a session with an older one ends.</summary>
    public string SecurityStamp { get; set; } = "";

    public bool IsEnabled { get; set; } = true;

    /// <summary>The SIP user whose account it is; <c>null</c>: the account of somebody with roles.</summary>
    public long? UserId { get; set; }

    /// <summary>Whether signing in takes a code of an authenticator app as well.</summary>
    public bool HasSecondFactor { get; set; }

    /// <summary>Wrong passwords in a row.</summary>
    public int FailedCount { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }
}
