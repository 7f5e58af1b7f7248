namespace PbxPortal.Accounts;

/// <summary>A role in one domain, or in all when <paramref name="DomainId"/> is <c>null</c>.</summary>
public sealed record RoleGrant(PortalRole Role, long? DomainId);
