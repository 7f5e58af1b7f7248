namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/account/password</c>.</summary>
/// <param name="Current">The present password.</param>
/// <param name="Password">The new one.</param>
public sealed record OwnPasswordBody(string? Current, string? Password);
