using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Provisioning;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Setting up phones: <c>/api/v1/users/{id}/setups</c> and <c>/api/v1/phone-apps</c>. A phone user may for himself.</summary>
internal static class PhoneSetupEndpoints
{
    private const string Example = """{ "app": "linphone" }""";

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["app"] = "\"linphone\"",
        ["transport"] = "\"tls\"",
    };

    public static void MapPhoneSetups(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/v1").WithTags("Set-up").RequireAuthorization(PortalPolicies.SetUpPhones).AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("/phone-apps", ListApps).NeedsOrPhoneUser(PortalRole.Admin).Produces<List<PhoneAppRow>>()
            .Describe("listPhoneApps", "List apps", "The apps that can be set up.");
        group.MapPost("/users/{id:long}/setups", CreateAsync).NeedsOrPhoneUser(PortalRole.Admin).Takes<PhoneSetupBody>(Example)
            .Produces<NewPhoneSetupRow>(StatusCodes.Status201Created)
            .Describe("createPhoneSetup", "Set up a phone", "Makes a credential for one phone, and the code that carries it there. Code, link and password are told this once.");
        group.MapGet("/users/{id:long}/setups", ListAsync).NeedsOrPhoneUser(PortalRole.Admin).Produces<List<PhoneSetupRow>>()
            .Describe("listPhoneSetups", "List set-ups", "The set-ups of a user, the latest first.");
        group.MapGet("/users/{id:long}/setups/{setupId:long}", FindAsync).NeedsOrPhoneUser(PortalRole.Admin).Produces<PhoneSetupRow>()
            .Describe("findPhoneSetup", "Read a set-up", "Where it stands: waiting, opened, registered, cancelled or expired.");
        group.MapDelete("/users/{id:long}/setups/{setupId:long}", CancelAsync).NeedsOrPhoneUser(PortalRole.Admin).Produces(StatusCodes.Status204NoContent)
            .Describe("cancelPhoneSetup", "Cancel a set-up", "Takes a set-up back that no phone has registered with, and revokes its credential.");
    }

    private static IResult ListApps(PhoneApps apps) => Results.Ok(apps.All.Select(PhoneAppRow.Of).ToList());

    private static async Task<IResult> CreateAsync(
        ClaimsPrincipal who, IPhoneSetups setups, PhoneApps apps, IUserDirectory directory, HttpRequest request, long id,
        CancellationToken cancellationToken)
    {
        if (directory.FindUser(id) is not { } user || !PortalAccess.MaySetUp(who, user))
        {
            return NoSuchUser(id);
        }

        var body = await JsonObject.ReadAsync(request, Known, cancellationToken);
        var app = apps.Find(body.Text("app", "") ?? "");
        if (app is null)
        {
            body.Add($"'app' is one of {string.Join(", ", apps.All.Select(known => known.Id))}.");
        }

        var word = body.Text("transport", otherwise: null);
        var portal = new Uri($"{request.Scheme}://{request.Host}");
        var server = app is null || word is null ? null : ServerFor(setups, app, user, portal, word);
        if (word is not null && app is not null && server is null)
        {
            body.Add($"'transport' is one of {string.Join(", ", setups.ServersFor(app, user, portal).Select(known => TransportWord.Of(known.Transport)))}, or left out.");
        }

        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        return await setups.CreateAsync(who, id, app!, server, portal, cancellationToken) switch
        {
            null => NoSuchUser(id),
            { Setup: { } setup } made => Results.Created(
                string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/{id}/setups/{setup.Id}"), NewPhoneSetupRow.Of(made, setup)),
            var refused => Problem.Of(refused.Mistakes),
        };
    }

    private static async Task<IResult> ListAsync(ClaimsPrincipal who, IPhoneSetups setups, long id, CancellationToken cancellationToken) =>
        await setups.ListAsync(who, id, cancellationToken) is { } found ? Results.Ok(found.Select(PhoneSetupRow.Of).ToList()) : NoSuchUser(id);

    private static async Task<IResult> FindAsync(
        ClaimsPrincipal who, IPhoneSetups setups, long id, long setupId, CancellationToken cancellationToken) =>
        await setups.FindAsync(who, setupId, cancellationToken) is { } setup && setup.UserId == id
            ? Results.Ok(PhoneSetupRow.Of(setup))
            : NoSuchSetup(id, setupId);

    private static async Task<IResult> CancelAsync(
        ClaimsPrincipal who, IPhoneSetups setups, long id, long setupId, CancellationToken cancellationToken) =>
        await setups.FindAsync(who, setupId, cancellationToken) is { } setup && setup.UserId == id
        && await setups.CancelAsync(who, setupId, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"The user {id} has no set-up {setupId} that waits for its phone.");

    private static PublicSipAddress? ServerFor(IPhoneSetups setups, PhoneApp app, User user, Uri portal, string word) =>
        TransportWord.TryParse(word, out var transport)
            ? setups.ServersFor(app, user, portal).FirstOrDefault(server => server.Transport == transport)
            : null;

    private static IResult NoSuchUser(long id) => Problem.NotFound($"There is no user {id} whose phones you may set up.");

    private static IResult NoSuchSetup(long id, long setupId) => Problem.NotFound($"The user {id} has no set-up {setupId}.");
}
