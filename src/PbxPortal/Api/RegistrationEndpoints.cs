using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>Devices and their registrations: <c>/api/v1/registrations</c>.</summary>
internal static class RegistrationEndpoints
{
    public static void MapRegistrations(this IEndpointRouteBuilder api)
    {
        var registrations = api.MapGroup("/registrations").WithTags("Registrations");
        registrations.MapGet("", DeviceList.List).Needs(PortalRole.ReadOnly).Produces<List<DeviceRow>>()
            .Describe("listRegistrations", "List devices and their registrations", $"The same as the list of devices; `isRegistered` tells whether each is registered now. {ListPage.Description}");
        registrations.MapGet("/{id:long}", Find).Needs(PortalRole.ReadOnly).Produces<DeviceRow>()
            .Describe("getRegistration", "One device and its registration", "By the id of the device.");
        registrations.MapDelete("/{id:long}", LogOutAsync).Needs(PortalRole.HelpDesk).Produces<LogOutRow>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("logOut", "Log one device out", "Ends the registration of this one device, closes its connection, and keeps it out if asked.");
        registrations.MapPost("/{id:long}/allow", AllowAsync).Needs(PortalRole.HelpDesk).Produces<AllowRow>()
            .Describe("allowDevice", "Allow a device again", "Lifts what keeps it out.");
    }

    private static IResult Find(ClaimsPrincipal who, IRegistrationFeed feed, long id) =>
        feed.Find(id) is { } device && PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId)
            ? Results.Ok(DeviceRow.Of(device))
            : NoSuchDevice(id);

    /// <param name="keepOut">no, oneHour or untilAllowed; left out: no.</param>
    private static async Task<IResult> LogOutAsync(
        ClaimsPrincipal who, IDeviceAdministration devices, long id, string? keepOut, CancellationToken cancellationToken)
    {
        if (!KeepOutWord.TryParse(keepOut, out var value))
        {
            return Results.Problem(KeepOutWord.Mistake, statusCode: StatusCodes.Status400BadRequest);
        }

        return LogOutRow.Of(await devices.LogOutAsync(who, id, value, cancellationToken)) is { } done
            ? Results.Ok(done)
            : NoSuchDevice(id);
    }

    private static async Task<IResult> AllowAsync(
        ClaimsPrincipal who, IDeviceAdministration devices, IRegistrationFeed feed, long id, CancellationToken cancellationToken)
    {
        var wasKeptOut = await devices.AllowAsync(who, id, cancellationToken);
        if (wasKeptOut)
        {
            return Results.Ok(new AllowRow(wasKeptOut));
        }

        return feed.Find(id) is { } device && PortalAccess.Has(who, PortalRole.HelpDesk, device.DomainId)
            ? Results.Ok(new AllowRow(wasKeptOut))
            : NoSuchDevice(id);
    }

    private static IResult NoSuchDevice(long id) =>
        Results.Problem($"There is no device {id} in the domains that you may see.", statusCode: StatusCodes.Status404NotFound);
}
