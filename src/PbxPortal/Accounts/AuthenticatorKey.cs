namespace PbxPortal.Accounts;

/// <summary>The key that an authenticator app gets.</summary>
/// <param name="Text">In base 32, in groups of four, for typing in.</param>
/// <param name="Address">For the QR code: <c>otpauth://totp/...</c>.</param>
public sealed record AuthenticatorKey(string Text, string Address);
