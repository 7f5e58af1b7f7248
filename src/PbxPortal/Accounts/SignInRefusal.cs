namespace PbxPortal.Accounts;

/// <summary>Why a sign-in was refused, which its page does not tell; the stored number is the enum's value, so values are never renumbered.</summary>
public enum SignInRefusal
{
    WrongPassword = 1,
    UnknownAccount = 2,

    /// <summary>Too many wrong passwords or codes before.</summary>
    Locked = 3,
    Disabled = 4,

    /// <summary>The password was right, the code was not.</summary>
    WrongCode = 5,
}
