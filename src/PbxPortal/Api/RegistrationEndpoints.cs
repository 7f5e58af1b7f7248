using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Devices and their registrations: <c>/api/v1/registrations</c>.</summary>
internal static class RegistrationEndpoints
{
    public static void MapRegistrations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/registrations", List);
        api.MapGet("/registrations/{id:long}", Find);
        api.MapDelete("/registrations/{id:long}", LogOutAsync);
        api.MapPost("/registrations/{id:long}/allow", AllowAsync);
    }

    /// <param name="user">The extension.</param>
    /// <param name="status">A word of <see cref="DeviceStatus"/> in camel case, for example <c>online</c>.</param>
    private static IResult List(
        ClaimsPrincipal who, IRegistrationFeed feed, IUserDirectory directory, string? domain, string? user, string? status)
    {
        DeviceStatus? wanted = null;
        if (!string.IsNullOrEmpty(status))
        {
            if (!Enum.TryParse<DeviceStatus>(status, ignoreCase: true, out var parsed) || !char.IsLetter(status[0]))
            {
                var words = Enum.GetNames<DeviceStatus>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]);
                return Results.Problem($"status is one of {string.Join(", ", words)}.", statusCode: StatusCodes.Status400BadRequest);
            }

            wanted = parsed;
        }

        var rows =
            from visible in PortalAccess.VisibleDomains(who, directory)
            where string.IsNullOrEmpty(domain) || string.Equals(visible.Name, domain, StringComparison.OrdinalIgnoreCase)
            from owner in directory.UsersOf(visible.Id)
            where string.IsNullOrEmpty(user) || string.Equals(owner.Extension, user, StringComparison.Ordinal)
            from device in feed.OfUser(owner.Id)
            where wanted is null || device.Status == wanted
            select DeviceRow.Of(device);
        return Results.Ok(rows.ToList());
    }

    private static IResult Find(ClaimsPrincipal who, IRegistrationFeed feed, long id) =>
        feed.Find(id) is { } device && PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId)
            ? Results.Ok(DeviceRow.Of(device))
            : NoSuchDevice(id);

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
            return Results.Ok(new { wasKeptOut });
        }

        return feed.Find(id) is { } device && PortalAccess.Has(who, PortalRole.HelpDesk, device.DomainId)
            ? Results.Ok(new { wasKeptOut })
            : NoSuchDevice(id);
    }

    private static IResult NoSuchDevice(long id) =>
        Results.Problem($"There is no device {id} in the domains that you may see.", statusCode: StatusCodes.Status404NotFound);
}
