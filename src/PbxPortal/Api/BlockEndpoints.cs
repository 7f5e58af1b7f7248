using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Devices that are kept out: <c>/api/v1/blocks</c>.</summary>
internal static class BlockEndpoints
{
    private const string Example = """{ "deviceId": 101, "keepOut": "untilAllowed" }""";

    public static void MapBlocks(this IEndpointRouteBuilder api)
    {
        var blocks = api.MapGroup("/blocks").WithTags("Blocks");
        blocks.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<DeviceRow>>()
            .Describe("listBlocks", "List devices that are kept out", "With until when and by whom.");
        blocks.MapPost("", BlockAsync).Needs(PortalRole.HelpDesk).Takes<BlockOrder>(Example).Produces<LogOutRow>()
            .Describe("keepOut", "Keep a device out", "Logs it out and refuses it until the time is over or somebody allows it.");
        blocks.MapDelete("/{deviceId:long}", AllowAsync).Needs(PortalRole.HelpDesk).Produces(StatusCodes.Status204NoContent)
            .Describe("liftBlock", "Allow a device again", "404 when nothing keeps it out.");
    }

    private static IResult List(ClaimsPrincipal who, IRegistrationFeed feed, IUserDirectory directory) =>
        Results.Ok(
            (from domain in PortalAccess.VisibleDomains(who, directory)
             from user in directory.UsersOf(domain.Id)
             from device in feed.OfUser(user.Id)
             where device.Status == DeviceStatus.KeptOut
             select DeviceRow.Of(device)).ToList());

    private static async Task<IResult> BlockAsync(
        HttpRequest request, ClaimsPrincipal who, IDeviceAdministration devices, CancellationToken cancellationToken)
    {
        var (order, problem) = await JsonBody.ReadAsync<BlockOrder>(request, Example);
        if (order is null)
        {
            return problem!;
        }

        if (!KeepOutWord.TryParse(order.KeepOut ?? "untilAllowed", out var keepOut) || keepOut == KeepOut.No)
        {
            return Results.Problem("keepOut is one of oneHour and untilAllowed.", statusCode: StatusCodes.Status400BadRequest);
        }

        return LogOutRow.Of(await devices.LogOutAsync(who, order.DeviceId, keepOut, cancellationToken)) is { } done
            ? Results.Ok(done)
            : NoSuchDevice(order.DeviceId);
    }

    private static async Task<IResult> AllowAsync(
        ClaimsPrincipal who, IDeviceAdministration devices, long deviceId, CancellationToken cancellationToken) =>
        await devices.AllowAsync(who, deviceId, cancellationToken) ? Results.NoContent() : NoSuchDevice(deviceId);

    private static IResult NoSuchDevice(long id) =>
        Results.Problem($"There is no such device {id} in the domains that you may see, or it is not kept out.", statusCode: StatusCodes.Status404NotFound);
}
