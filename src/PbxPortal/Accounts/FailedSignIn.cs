namespace PbxPortal.Accounts;

/// <summary>Sign-ins to the portal that were refused: one account, one address, one reason.</summary>
/// <param name="At">The last of them.</param>
/// <param name="AccountId"><c>null</c>: there is no such account.</param>
/// <param name="Name">The account's name; empty when there is none, for people type their password there by mistake.</param>
/// <param name="IsLocked">Whether the account is locked now.</param>
public sealed record FailedSignIn(
    DateTimeOffset At, long? AccountId, string Name, string Address, SignInRefusal Reason, int Count = 1, bool IsLocked = false);
