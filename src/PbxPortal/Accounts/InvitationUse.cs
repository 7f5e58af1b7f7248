namespace PbxPortal.Accounts;

/// <summary>What came of using the link of an invitation.</summary>
internal enum InvitationUse
{
    Done,

    /// <summary>Another account has the name.</summary>
    NameTaken,

    /// <summary>The link was used, replaced or expired meanwhile.</summary>
    Gone,
}
