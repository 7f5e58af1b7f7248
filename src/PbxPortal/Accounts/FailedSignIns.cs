using System.Net;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The book of refused sign-ins: written at each, read on the security page.</summary>
/// <remarks>Immutable.</remarks>
internal sealed partial class FailedSignIns(
    FailedSignInStore store, AccountStore accounts, IAudit audit, TimeProvider timeProvider, ILogger<FailedSignIns> logger) : IFailedSignIns
{
    private const int Most = 100;

    /// <summary>Older ones are told to nobody, and give way in time.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromDays(7);

    public async Task NoteAsync(PortalAccount? account, IPAddress? address, SignInRefusal reason, CancellationToken cancellationToken)
    {
        LogRefused(logger, reason, account?.Id ?? 0);
        try
        {
            await store.AppendAsync(
                new FailedSignIn(timeProvider.GetUtcNow(), account?.Id, account?.Name ?? "", ClientAddress.TextOf(address), reason), cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotWritten(logger, exception.Message);
        }
    }

    public Task<IReadOnlyList<FailedSignIn>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        var now = timeProvider.GetUtcNow();
        return store.ListAsync(now - Shown, Most, now, cancellationToken);
    }

    public async Task<bool> UnlockAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account || !await accounts.UnlockAsync(accountId, cancellationToken))
        {
            return false;
        }

        await audit.WriteAsync(new AuditEntry(PortalAccess.ActorOf(who), "unlock account", account.Name), CancellationToken.None);
        return true;
    }

    private static void DemandAdministrator(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasEverywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role administrator in all domains.");
        }
    }

    // The name as typed stays out of the log: people type their password there by mistake.
    [LoggerMessage(LogLevel.Warning, "A sign-in to the portal was refused: {Reason} (account {AccountId}; 0: no such account).")]
    private static partial void LogRefused(ILogger logger, SignInRefusal reason, long accountId);

    [LoggerMessage(LogLevel.Warning, "A refused sign-in could not be written down: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
