using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Domains: <c>/api/v1/domains</c>.</summary>
internal static class DomainEndpoints
{
    private const string Example = """{ "name": "acme.example", "maxDevicesPerUser": 5, "deviceLimitPolicy": "refuse" }""";

    public static void MapDomains(this IEndpointRouteBuilder api)
    {
        var domains = api.MapGroup("/domains").WithTags("Domains");
        domains.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<DomainRow>>()
            .Describe("listDomains", "List domains", "Those that you may see, by name.");
        domains.MapGet("/{id:long}", Find).Needs(PortalRole.ReadOnly).Produces<DomainRow>()
            .Describe("getDomain", "One domain", "With its limits; null means as in the settings.");
        domains.MapPost("", AddAsync).Needs(PortalRole.Owner).Takes<DomainBody>(Example).Produces<DomainRow>(StatusCodes.Status201Created)
            .Describe("addDomain", "Add a domain", "Its name becomes the digest realm for good.");
        domains.MapPatch("/{id:long}", ChangeAsync).Needs(PortalRole.Owner).Takes<DomainBody>(Example).Produces<DomainRow>()
            .Describe("changeDomain", "Change a domain", "What the body does not name stays.");
        domains.MapDelete("/{id:long}", DeleteAsync).Needs(PortalRole.Owner).Produces(StatusCodes.Status204NoContent)
            .Describe("deleteDomain", "Delete a domain", "Refused while it has users.");
    }

    private static IResult List(ClaimsPrincipal who, IUserDirectory directory) =>
        Results.Ok(PortalAccess.VisibleDomains(who, directory).Select(DomainRow.Of).ToList());

    private static IResult Find(ClaimsPrincipal who, IUserDirectory directory, long id) =>
        FindVisible(who, directory, id) is { } domain ? Results.Ok(DomainRow.Of(domain)) : NoSuchDomain(id);

    private static async Task<IResult> AddAsync(
        ClaimsPrincipal who,
        [FromServices] IDomainAdministration domains,
        IUserDirectory directory,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await JsonObject.ReadAsync(request, DirectoryChanges.OfDomain, cancellationToken);
        var draft = DirectoryChanges.Apply(body, new Domain(0, "", ""));
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        if (await domains.AddAsync(who, draft, cancellationToken) is { IsDefaultOrEmpty: false } mistakes)
        {
            return Problem.Of(mistakes);
        }

        var added = directory.FindDomain(draft.Name.Trim());
        return added is null
            ? Results.StatusCode(StatusCodes.Status201Created)
            : Results.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/domains/{added.Id}"), DomainRow.Of(added));
    }

    private static async Task<IResult> ChangeAsync(
        ClaimsPrincipal who,
        [FromServices] IDomainAdministration domains,
        IUserDirectory directory,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        if (FindVisible(who, directory, id) is not { } domain)
        {
            return NoSuchDomain(id);
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

    private static async Task<IResult> DeleteAsync(
        ClaimsPrincipal who,
        [FromServices] IDomainAdministration domains,
        IUserDirectory directory,
        long id,
        CancellationToken cancellationToken)
    {
        if (FindVisible(who, directory, id) is null)
        {
            return NoSuchDomain(id);
        }

        var mistakes = await domains.DeleteAsync(who, id, cancellationToken);
        return mistakes.IsDefaultOrEmpty ? Results.NoContent() : Problem.Of(mistakes);
    }

    private static Domain? FindVisible(ClaimsPrincipal who, IUserDirectory directory, long id) =>
        directory.FindDomain(id) is { } domain && PortalAccess.Has(who, PortalRole.ReadOnly, id) ? domain : null;

    private static IResult NoSuchDomain(long id) => Problem.NotFound($"There is no domain {id} that you may see.");
}
