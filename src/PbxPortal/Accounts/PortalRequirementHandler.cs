using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Accounts;

/// <summary>Answers every policy of <see cref="PortalPolicies"/> by asking <see cref="PortalAccess"/>.</summary>
/// <remarks>Immutable. A resource that it does not know is refused, so that a wrong argument never opens a door.</remarks>
internal sealed class PortalRequirementHandler : AuthorizationHandler<PortalRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PortalRequirement requirement)
    {
        var isGranted = context.Resource switch
        {
            Domain domain => PortalAccess.Has(context.User, requirement.AtLeast, domain.Id),
            User user => PortalAccess.Has(context.User, requirement.AtLeast, user.Domain.Id),
            DeviceState device => PortalAccess.Has(context.User, requirement.AtLeast, device.DomainId),
            long domainId => PortalAccess.Has(context.User, requirement.AtLeast, domainId),
            // The endpoint, the page or the hub method that is about to open: no domain is known yet.
            null or HttpContext or Microsoft.AspNetCore.Components.RouteData or HubInvocationContext =>
                PortalAccess.HasAnywhere(context.User, requirement.AtLeast),
            _ => false,
        };

        if (isGranted)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
