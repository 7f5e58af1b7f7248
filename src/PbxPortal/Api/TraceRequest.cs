namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/traces</c>: one of user, userId and address, and for how long.</summary>
internal sealed record TraceRequest(string? User, long? UserId, string? Address, int? Minutes);
