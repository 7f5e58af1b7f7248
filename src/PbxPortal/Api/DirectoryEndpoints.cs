using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Users and domains, <c>/api/v1/users</c> and <c>/api/v1/domains</c>: to read, and to set what phones may do.</summary>
internal static class DirectoryEndpoints
{
    public static void MapDirectory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/users", ListUsers);
        api.MapPatch("/users/{id:long}", ChangeUserAsync);
        api.MapGet("/domains", ListDomains);
        api.MapPatch("/domains/{id:long}", ChangeDomainAsync);
    }

    private static IResult ListUsers(ClaimsPrincipal who, IUserDirectory directory, string? domain) =>
        Results.Ok(
            (from visible in PortalAccess.VisibleDomains(who, directory)
             where string.IsNullOrEmpty(domain) || string.Equals(visible.Name, domain, StringComparison.OrdinalIgnoreCase)
             from user in directory.UsersOf(visible.Id)
             select UserRow.Of(user)).ToList());

    private static IResult ListDomains(ClaimsPrincipal who, IUserDirectory directory) =>
        Results.Ok(PortalAccess.VisibleDomains(who, directory).Select(DomainRow.Of).ToList());

    private static async Task<IResult> ChangeUserAsync(
        ClaimsPrincipal who,
        [FromServices] IUserAdministration users,
        IUserDirectory directory,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        if (directory.FindUser(id) is not { } user || !PortalAccess.Has(who, PortalRole.ReadOnly, user.Domain.Id))
        {
            return Problem.NotFound($"There is no user {id} in the domains that you may see.");
        }

        var body = await JsonObject.ReadAsync(request, DirectoryChanges.OfUser, cancellationToken);
        var draft = DirectoryChanges.Apply(body, user);
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        var result = await users.EditAsync(who, id, draft, cancellationToken);
        return result.Mistakes.IsDefaultOrEmpty ? Results.Ok(UserRow.Of(directory.FindUser(id) ?? user)) : Problem.Of(result.Mistakes);
    }

    private static async Task<IResult> ChangeDomainAsync(
        ClaimsPrincipal who,
        [FromServices] IDomainAdministration domains,
        IUserDirectory directory,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        if (directory.FindDomain(id) is not { } domain || !PortalAccess.Has(who, PortalRole.ReadOnly, id))
        {
            return Problem.NotFound($"There is no domain {id} that you may see.");
        }

        var body = await JsonObject.ReadAsync(request, DirectoryChanges.OfDomain, cancellationToken);
        var draft = DirectoryChanges.Apply(body, domain);
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        var mistakes = await domains.EditAsync(who, id, draft, cancellationToken);
        return mistakes.IsDefaultOrEmpty ? Results.Ok(DomainRow.Of(directory.FindDomain(id) ?? domain)) : Problem.Of(mistakes);
    }
}
