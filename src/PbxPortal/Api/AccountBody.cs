namespace PbxPortal.Api;

/// <summary>A portal account as a request says it.</summary>
/// <param name="Name">Of a new one only.</param>
/// <param name="IsEnabled">Of one that exists; left out: as it is.</param>
/// <param name="Grants">All of its roles; left out: as they are.</param>
public sealed record AccountBody(string? Name, bool? IsEnabled, IReadOnlyList<GrantBody>? Grants);
