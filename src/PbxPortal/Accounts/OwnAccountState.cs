namespace PbxPortal.Accounts;

/// <summary>Somebody's own account as the account page shows it.</summary>
/// <param name="RecoveryCodes">How many are left.</param>
/// <param name="Sessions">The latest used first.</param>
/// <param name="CurrentSession">The id of the browser that asks.</param>
public sealed record OwnAccountState(
    string Name, bool HasSecondFactor, int RecoveryCodes, IReadOnlyList<BrowserSession> Sessions, string? CurrentSession);
