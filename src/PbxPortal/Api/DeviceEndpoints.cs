using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Api;

/// <summary>Devices, what they are called, and what they are told by requests of ours: <c>/api/v1/devices</c>.</summary>
internal static class DeviceEndpoints
{
    private const string ChangeExample = """{ "name": "Front desk", "remark": "by the door", "class": "desk" }""";

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["name"] = "\"Front desk\"",
        ["remark"] = "\"by the door\"",
        ["class"] = "\"desk\"",
        ["doNotDisturb"] = "true",
    };

    public static void MapDevices(this IEndpointRouteBuilder api)
    {
        var devices = api.MapGroup("/devices").WithTags("Devices");
        devices.MapGet("", DeviceList.List).Needs(PortalRole.ReadOnly).Produces<List<DeviceRow>>()
            .Describe("listDevices", "List devices", $"Registered or not, with how each stands now. {ListPage.Description}");
        devices.MapGet("/{id:long}", Find).Needs(PortalRole.ReadOnly).Produces<DeviceRow>()
            .Describe("getDevice", "One device", "As it stands now.");
        devices.MapGet("/{id:long}/details", FindDetails).Needs(PortalRole.ReadOnly).Produces<DeviceDetailsRow>()
            .Describe("getDeviceDetails", "Details of a device", "How it names itself, and what its last REGISTER said.");
        devices.MapPatch("/{id:long}", ChangeAsync).Needs(PortalRole.HelpDesk).Takes<DeviceBody>(ChangeExample).Produces<DeviceRow>()
            .Describe("changeDevice", "Name a device", "Gives it a name, a remark or a class, or keeps calls from it; what the body does not name stays.");
        devices.MapDelete("/{id:long}", ForgetAsync).Needs(PortalRole.HelpDesk).Produces(StatusCodes.Status204NoContent)
            .Describe("forgetDevice", "Forget a device", "Takes it out of the lists; a phone that registers again is a new device. Log it out first when it must stay out.");
        devices.MapPost("/{id:long}/notify", NotifyAsync).Needs(PortalRole.HelpDesk).Produces<NoticeRow>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .Describe("notifyDevice", "Fetch settings or reboot", "Sends the NOTIFY that this make understands, and answers when the device has, or after 32 seconds. 409: nothing was sent, and why.");
        devices.MapGet("/{id:long}/reach", FindReach).Needs(PortalRole.ReadOnly).Produces<ReachRow>()
            .Describe("getReach", "Round trips of a device", "What OPTIONS has found out; 404 when it is not asked.");
    }

    private static IResult Find(ClaimsPrincipal who, IRegistrationFeed feed, long id) =>
        FindVisible(who, feed, id) is { } device ? Results.Ok(DeviceRow.Of(device)) : NoSuchDevice(id);

    private static async Task<IResult> ChangeAsync(
        ClaimsPrincipal who,
        [FromServices] IDeviceAdministration devices,
        IRegistrationFeed feed,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        if (FindVisible(who, feed, id) is not { } device)
        {
            return NoSuchDevice(id);
        }

        var body = await JsonObject.ReadAsync(request, Known, cancellationToken);
        var word = body.Text("class", device.ClassIsOverruled ? device.Class.ToString() : null);
        var edit = new DeviceEdit(body.Text("name", device.Name) ?? "", body.Text("remark", device.Remark) ?? "", ClassOf(word, body));
        var doNotDisturb = body.Flag("doNotDisturb", device.DoNotDisturb);
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        var isDone = await devices.EditAsync(who, id, edit, cancellationToken)
            && (doNotDisturb == device.DoNotDisturb || await devices.SetDoNotDisturbAsync(who, id, doNotDisturb, cancellationToken));
        return isDone ? Results.Ok(DeviceRow.Of(feed.Find(id) ?? device)) : NoSuchDevice(id);
    }

    private static DeviceClass? ClassOf(string? word, JsonObject body)
    {
        if (word is null)
        {
            return null;
        }

        if (char.IsLetter(word.FirstOrDefault()) && Enum.TryParse<DeviceClass>(word, ignoreCase: true, out var parsed))
        {
            return parsed;
        }

        body.Add($"'class' is one of {QueryWords.Known<DeviceClass>()}, or null.");
        return null;
    }

    private static async Task<IResult> ForgetAsync(
        ClaimsPrincipal who, [FromServices] IDeviceAdministration devices, long id, CancellationToken cancellationToken) =>
        await devices.ForgetAsync(who, id, cancellationToken) ? Results.NoContent() : NoSuchDevice(id);

    private static DeviceState? FindVisible(ClaimsPrincipal who, IRegistrationFeed feed, long id) =>
        feed.Find(id) is { } device && PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId) ? device : null;

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

    private static IResult FindDetails(ClaimsPrincipal who, IRegistrationFeed feed, IDeviceDetails details, long id) =>
        FindVisible(who, feed, id) is not null && details.Find(id) is { } found ? Results.Ok(DeviceDetailsRow.Of(found)) : NoSuchDevice(id);

    private static IResult FindReach(ClaimsPrincipal who, IRegistrationFeed feed, IDeviceReach reach, long id)
    {
        if (FindVisible(who, feed, id) is null)
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
