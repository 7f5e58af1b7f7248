using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using PbxPortal.Server.Location;

namespace PbxPortal.Accounts;

/// <summary>Keeps an open page true to the account: its roles follow, and it is signed out when the session is over.</summary>
/// <remarks>Confined to the circuit that it belongs to.</remarks>
internal sealed partial class CircuitSession(SessionCheck sessions, ILoggerFactory loggerFactory)
    : RevalidatingServerAuthenticationStateProvider(loggerFactory)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<CircuitSession>();

    protected override TimeSpan RevalidationInterval => SessionCheck.Interval;

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        RevalidateAsync(authenticationState, cancellationToken);

    /// <returns><c>false</c> when the session is over.</returns>
    internal async Task<bool> RevalidateAsync(AuthenticationState state, CancellationToken cancellationToken)
    {
        try
        {
            var current = await sessions.RefreshAsync(state.User, cancellationToken);
            if (current is not null && current != state.User)
            {
                // The base class begins a new round of checks with the new state and lets this one end.
                SetAuthenticationState(Task.FromResult(new AuthenticationState(current)));
            }

            return current is not null;
        }
        catch (StoreUnavailableException exception)
        {
            // While the database cannot be read, signing everybody out would hide the very banner that says so.
            LogCheckFailed(_logger, exception);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The session of an open page could not be checked; it is checked again shortly.")]
    private static partial void LogCheckFailed(ILogger logger, Exception exception);
}
