namespace PbxPortal.Api;

/// <summary>The key for an authenticator app, told in this answer only.</summary>
/// <param name="Text">To be typed into the app.</param>
/// <param name="Address">For a QR code: <c>otpauth://totp/...</c>.</param>
public sealed record AuthenticatorKeyRow(string Text, string Address);
