namespace PbxPortal.Accounts;

/// <summary>What came of changing an account.</summary>
internal enum AccountChange
{
    Done,
    NotFound,

    /// <summary>Nobody would be left who can manage the portal; nothing was changed.</summary>
    LastOwner,
}
