namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/api-keys</c>.</summary>
/// <param name="Name">What uses it.</param>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>helpDesk</c> or <c>readOnly</c>.</param>
/// <param name="Domain">The domain's name; left out: all domains.</param>
public sealed record ApiKeyBody(string? Name, string? Role, string? Domain);
