using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using PbxPortal.Server.Location;

namespace PbxPortal.Accounts;

/// <summary>Keeps an open page true to the account: its roles follow, and it is signed out when the session is over.</summary>
/// <remarks>Confined to the circuit that it belongs to.</remarks>
internal sealed partial class CircuitSession : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionCheck _sessions;
    private readonly BrowserSessions _browsers;
    private readonly ILogger _logger;

    public CircuitSession(SessionCheck sessions, BrowserSessions browsers, ILoggerFactory loggerFactory)
        : base(loggerFactory)
    {
        (_sessions, _browsers, _logger) = (sessions, browsers, loggerFactory.CreateLogger<CircuitSession>());
        _browsers.Ended += OnEnded;
    }

    protected override TimeSpan RevalidationInterval => SessionCheck.Interval;

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        RevalidateAsync(authenticationState, cancellationToken);

    /// <returns><c>false</c> when the session is over.</returns>
    internal async Task<bool> RevalidateAsync(AuthenticationState state, CancellationToken cancellationToken)
    {
        try
        {
            var current = await _sessions.RefreshAsync(state.User, cancellationToken);
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

    protected override void Dispose(bool disposing)
    {
        _browsers.Ended -= OnEnded;
        base.Dispose(disposing);
    }

    /// <summary>Somebody ended this browser's session: the page closes at once, without waiting for the next check.</summary>
    private void OnEnded(IReadOnlyCollection<string> ended) => _ = EndAsync(ended);

    private async Task EndAsync(IReadOnlyCollection<string> ended)
    {
        try
        {
            var state = await GetAuthenticationStateAsync();
            if (PortalPrincipal.SessionIdOf(state.User) is { } id && ended.Contains(id, StringComparer.Ordinal))
            {
                SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
            }
        }
        catch (InvalidOperationException)
        {
            // The circuit has only just begun and has no state yet; its first check finds the session ended.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The session of an open page could not be checked; it is checked again shortly.")]
    private static partial void LogCheckFailed(ILogger logger, Exception exception);
}
