using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Api;

/// <summary>What one device is asked and told by requests of ours: <c>/api/v1/devices</c>.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{id:long}/notify", NotifyAsync);
        api.MapGet("/devices/{id:long}/reach", FindReach);
    }

    /// <param name="notice"><c>checkSync</c> or <c>reboot</c>.</param>
    private static async Task<IResult> NotifyAsync(
        ClaimsPrincipal who, IDeviceAdministration devices, long id, string? notice, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<DeviceNotice>(notice, ignoreCase: true, out var parsed) || !char.IsLetter(notice![0]))
        {
            return Results.Problem("notice is checkSync or reboot. Example: ?notice=checkSync", statusCode: StatusCodes.Status400BadRequest);
        }

        return await devices.NotifyAsync(who, id, parsed, cancellationToken) switch
        {
            null => NoSuchDevice(id),
            { Result: NoticeResult.NotSent } refused => Results.Problem(refused.ReasonPhrase, statusCode: StatusCodes.Status409Conflict),
            var outcome => Results.Ok(NoticeRow.Of(outcome)),
        };
    }

    private static IResult FindReach(ClaimsPrincipal who, IRegistrationFeed feed, IDeviceReach reach, long id)
    {
        if (feed.Find(id) is not { } device || !PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId))
        {
            return NoSuchDevice(id);
        }

        return reach.Find(id) is { } found
            ? Results.Ok(ReachRow.Of(found))
            : Results.Problem($"Device {id} is not asked by OPTIONS, or has not been yet.", statusCode: StatusCodes.Status404NotFound);
    }

    private static IResult NoSuchDevice(long id) =>
        Results.Problem($"There is no device {id} in the domains that you may see.", statusCode: StatusCodes.Status404NotFound);
}
