namespace PbxPortal.Accounts;

/// <summary>What the set-up page has to say.</summary>
internal enum SetupLinkState
{
    Good,

    /// <summary>Not the link of this start, or older than an hour.</summary>
    WrongOrExpired,

    /// <summary>Set-up is over for ever.</summary>
    OwnerExists,
}
