using Microsoft.AspNetCore.Authorization;

namespace PbxPortal.Accounts;

/// <summary>Asks for a role or a higher one, in the domain that is the resource, or in any domain without one.</summary>
internal sealed record PortalRequirement(PortalRole AtLeast) : IAuthorizationRequirement;
