using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Location;

namespace PbxPortal.Live;

/// <summary>The live view for other programs: the registrations of the domains that the caller may see, and log-out.</summary>
/// <remarks>Immutable; a hub lives as long as one call, its connection's task is <see cref="RegistrationsConnection"/>.</remarks>
[Authorize(PortalPolicies.See)]
internal sealed class RegistrationsHub(RegistrationsConnection connection, SessionCheck sessions, IDeviceAdministration devices)
    : Hub<IRegistrationsClient>
{
    public override Task OnConnectedAsync()
    {
        _ = connection.RunAsync(Context);
        return base.OnConnectedAsync();
    }

    /// <param name="keepOut"><c>no</c>, <c>oneHour</c> or <c>untilAllowed</c>.</param>
    /// <returns>What it did; <c>null</c> when there is no such device.</returns>
    public Task<LogOutRow?> LogOut(long deviceId, string keepOut) =>
        AsCallerAsync(async who => KeepOutWord.TryParse(keepOut, out var value)
            ? LogOutRow.Of(await devices.LogOutAsync(who, deviceId, value, Context.ConnectionAborted))
            : throw new HubException(KeepOutWord.Mistake));

    /// <returns><c>false</c> when there is no such device, or nothing kept it out.</returns>
    public Task<bool> Allow(long deviceId) =>
        AsCallerAsync(who => devices.AllowAsync(who, deviceId, Context.ConnectionAborted));

    /// <summary>Asks for the permission as it is at this moment, not as it was when the connection began.</summary>
    private async Task<T> AsCallerAsync<T>(Func<ClaimsPrincipal, Task<T>> command)
    {
        try
        {
            if (await sessions.RefreshAsync(Context.User!, Context.ConnectionAborted) is { } who)
            {
                return await command(who);
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HubException(exception.Message, exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new HubException("The database takes no changes at present; nothing was changed.", exception);
        }

        Context.Abort();
        throw new HubException("The session is over.");
    }
}
