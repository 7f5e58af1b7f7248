using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>The list of devices, which <c>/api/v1/devices</c> and <c>/api/v1/registrations</c> both give.</summary>
internal static class DeviceList
{
    /// <param name="domain">The name of one domain.</param>
    /// <param name="user">The extension.</param>
    /// <param name="status">failing, late, disconnected, online, asleep, keptOut, offline or neverSeen.</param>
    /// <param name="limit">So many at once.</param>
    /// <param name="after">The last id of the page before.</param>
    public static IResult List(
        HttpContext context, ClaimsPrincipal who, IRegistrationFeed feed, IUserDirectory directory,
        string? domain, string? user, string? status, int? limit, long? after)
    {
        DeviceStatus? wanted = null;
        if (!string.IsNullOrEmpty(status))
        {
            if (!Enum.TryParse<DeviceStatus>(status, ignoreCase: true, out var parsed) || !char.IsLetter(status[0]))
            {
                return Results.Problem($"status is one of {QueryWords.Known<DeviceStatus>()}.", statusCode: StatusCodes.Status400BadRequest);
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
            select device;
        return ListPage.Of(context, rows, device => device.DeviceId, DeviceRow.Of, limit, after);
    }
}
