namespace PbxPortal.Api;

/// <summary>A generated password; told only now, for only what checks it is kept.</summary>
public sealed record PasswordRow(string Password);
