using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>What other programs sign in with: <c>/api/v1/api-keys</c>.</summary>
internal static class ApiKeyEndpoints
{
    private const string Example = """{ "name": "wallboard", "role": "readOnly", "domain": "acme.example" }""";

    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys");
        keys.MapGet("", ListAsync).Needs(PortalRole.Owner).Produces<List<ApiKeyRow>>()
            .Describe("listApiKeys", "List API keys", "By name, revoked ones too; never a key itself.");
        keys.MapPost("", CreateAsync).Needs(PortalRole.Owner).Takes<ApiKeyBody>(Example).Produces<NewApiKeyRow>(StatusCodes.Status201Created)
            .Describe("createApiKey", "Make an API key", "The key is told in this answer only.");
        keys.MapDelete("/{name}", RevokeAsync).Needs(PortalRole.Owner).Produces(StatusCodes.Status204NoContent)
            .Describe("revokeApiKey", "Revoke an API key", "For ever; its open connections end within seconds.");
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal who, [FromServices] IApiKeyAdministration keys, IUserDirectory directory, CancellationToken cancellationToken) =>
        Results.Ok((await keys.ListAsync(who, cancellationToken)).Select(key => ApiKeyRow.Of(key, directory)).ToList());

    private static async Task<IResult> CreateAsync(
        HttpRequest request,
        ClaimsPrincipal who,
        [FromServices] IApiKeyAdministration keys,
        IUserDirectory directory,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<ApiKeyBody>(request, Example);
        if (body is null)
        {
            return problem!;
        }

        if (new GrantBody(body.Role, body.Domain).Read(directory, out var mistake) is not { } grant)
        {
            return Problem.Of([mistake]);
        }

        var (key, mistakes) = await keys.CreateAsync(who, body.Name ?? "", grant, cancellationToken);
        return key is null ? Problem.Of(mistakes) : Results.Created("/api/v1/api-keys", new NewApiKeyRow(body.Name!, key));
    }

    private static async Task<IResult> RevokeAsync(
        ClaimsPrincipal who, [FromServices] IApiKeyAdministration keys, string name, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(who, name, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"There is no API key {name} that is still good.");
}
