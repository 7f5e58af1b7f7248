namespace PbxPortal.Administration;

/// <summary>What a line of the audit is about.</summary>
public enum AuditKind
{
    /// <summary>Signing in and out, and one's own password and second step.</summary>
    SignIn,

    /// <summary>SIP users and their passwords.</summary>
    User,

    Device,

    Domain,

    /// <summary>Bans and allowed networks.</summary>
    Security,

    /// <summary>Watching SIP messages.</summary>
    Trace,

    /// <summary>Who may sign in to the portal.</summary>
    Account,

    ApiKey,

    /// <summary>What the server does by itself, and all else.</summary>
    Other,
}
