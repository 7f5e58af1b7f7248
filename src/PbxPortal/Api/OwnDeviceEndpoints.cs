using System.Security.Claims;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Api;

/// <summary>What a phone user may ask about himself and his own devices: <c>/api/v1/my</c>.</summary>
internal static class OwnDeviceEndpoints
{
    public static void MapOwnDevices(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/v1/my").WithTags("Own phones").RequireAuthorization(PortalPolicies.OwnPhones).AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("", Read)
            .NeedsPhoneUser().Produces<OwnUserRow>()
            .Describe("getOwnUser", "Read one's own user", "Who the phone user is who is signed in; `/api/v1/users/{id}/setups` sets a phone up for him.");
        group.MapGet("/registrations", List)
            .NeedsPhoneUser().Produces<List<DeviceRow>>()
            .Describe("listOwnRegistrations", "List one's own devices", "The devices of the phone user who is signed in.");
        group.MapDelete("/registrations/{id:long}", LogOutAsync)
            .NeedsPhoneUser().Produces<LogOutRow>()
            .Describe("logOutOwnDevice", "Log out one's own device", "Logs one of his devices out, and keeps it out if he says so.");
    }

    private static IResult Read(ClaimsPrincipal who, IUserDirectory directory, IOptions<RegistrarOptions> limits) =>
        directory.FindUser(PortalAccess.PhoneUserOf(who)!.Value) is { } user
            ? Results.Ok(OwnUserRow.Of(user, limits.Value.MaxDevicesPerUser))
            : Problem.NotFound("Your user was deleted. Ask your administrator.");

    private static IResult List(ClaimsPrincipal who, IRegistrationFeed feed) =>
        Results.Ok(feed.OfUser(PortalAccess.PhoneUserOf(who)!.Value).Select(DeviceRow.Of).ToList());

    private static async Task<IResult> LogOutAsync(
        ClaimsPrincipal who, IDeviceAdministration devices, long id, string? keepOut, CancellationToken cancellationToken)
    {
        if (!KeepOutWord.TryParse(keepOut, out var value))
        {
            return Results.Problem(KeepOutWord.Mistake, statusCode: StatusCodes.Status400BadRequest);
        }

        return LogOutRow.Of(await devices.LogOutAsync(who, id, value, cancellationToken)) is { } done
            ? Results.Ok(done)
            : Problem.NotFound($"You have no device {id}.");
    }
}
