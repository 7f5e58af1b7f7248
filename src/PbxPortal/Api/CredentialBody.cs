namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/users/{id}/credentials</c>.</summary>
/// <param name="Label">Which device it is for.</param>
public sealed record CredentialBody(string? Label);
