using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Users and domains, to read: <c>/api/v1/users</c> and <c>/api/v1/domains</c>.</summary>
internal static class DirectoryEndpoints
{
    public static void MapDirectory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/users", ListUsers);
        api.MapGet("/domains", ListDomains);
    }

    private static IResult ListUsers(ClaimsPrincipal who, IUserDirectory directory, string? domain) =>
        Results.Ok(
            (from visible in PortalAccess.VisibleDomains(who, directory)
             where string.IsNullOrEmpty(domain) || string.Equals(visible.Name, domain, StringComparison.OrdinalIgnoreCase)
             from user in directory.UsersOf(visible.Id)
             select UserRow.Of(user)).ToList());

    private static IResult ListDomains(ClaimsPrincipal who, IUserDirectory directory) =>
        Results.Ok(PortalAccess.VisibleDomains(who, directory).Select(DomainRow.Of).ToList());
}
