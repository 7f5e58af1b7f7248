namespace PbxPortal.Accounts;

/// <summary>How far a sign-in got.</summary>
internal enum SignInStep
{
    /// <summary>Unknown, wrong, locked or disabled; the page does not tell which.</summary>
    Refused,

    /// <summary>The password is right, and the account wants a code as well.</summary>
    NeedsCode,
    Done,
}
