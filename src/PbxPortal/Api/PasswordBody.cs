namespace PbxPortal.Api;

/// <summary>One's own password, for what is not to be done at a browser that was left alone.</summary>
public sealed record PasswordBody(string? Password);
