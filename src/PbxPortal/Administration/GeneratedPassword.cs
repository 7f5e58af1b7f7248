namespace PbxPortal.Administration;

/// <summary>A new password and whose it is.</summary>
public sealed record GeneratedPassword(string Domain, string Extension, string Password);
