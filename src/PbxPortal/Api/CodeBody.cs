namespace PbxPortal.Api;

/// <summary>The code that an authenticator app shows now.</summary>
public sealed record CodeBody(string? Code);
