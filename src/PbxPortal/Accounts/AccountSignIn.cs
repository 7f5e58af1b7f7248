using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Administration;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Signs an account in with its password and its code, and says no in the same words and the same time whatever the cause.</summary>
/// <remarks>Immutable; lives as long as a request.</remarks>
internal sealed partial class AccountSignIn(
    SignInManager<PortalAccount> signIn,
    AccountStore accounts,
    SecondFactor secondFactor,
    BrowserSessions sessions,
    FailedSignIns failures,
    DecoyPassword decoy,
    IAudit audit,
    TimeProvider timeProvider,
    ILogger<AccountSignIn> logger)
{
    private HttpContext Http => signIn.Context;

    /// <summary>The first step.</summary>
    public async Task<SignInStep> TryAsync(string name, string password, CancellationToken cancellationToken)
    {
        var account = name.Length <= AccountCreation.LongestSignInName && password.Length <= AccountCreation.LongestPassword
            ? await signIn.UserManager.FindByNameAsync(name)
            : null;
        if (await WhyNotAsync(account) is { } refusal)
        {
            decoy.Check(password);
            return await RefuseAsync(account, refusal, cancellationToken);
        }

        var result = await signIn.CheckPasswordSignInAsync(account!, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            return await RefuseAsync(account, SignInRefusal.WrongPassword, cancellationToken);
        }

        if (account!.HasSecondFactor)
        {
            await AskForCodeAsync(account);
            return SignInStep.NeedsCode;
        }

        await SignInAsync(account, cancellationToken);
        return SignInStep.Done;
    }

    /// <summary>Whether a first step stands that waits for its code.</summary>
    public async Task<bool> IsWaitingForCodeAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>The second step: a code of the authenticator app, or one of the recovery codes.</summary>
    public async Task<SignInStep> TryCodeAsync(string code, CancellationToken cancellationToken)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } account)
        {
            return SignInStep.Refused;
        }

        if (await WhyNotAsync(account) is { } refusal)
        {
            return await RefuseAsync(account, refusal, cancellationToken);
        }

        if (!await secondFactor.IsRightAsync(account, code, cancellationToken))
        {
            await signIn.UserManager.AccessFailedAsync(account);
            return await RefuseAsync(account, SignInRefusal.WrongCode, cancellationToken);
        }

        await signIn.UserManager.ResetAccessFailedCountAsync(account);
        await Http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await SignInAsync(account, cancellationToken);
        return SignInStep.Done;
    }

    /// <summary>For an account that proved itself another way: by a link that is good once.</summary>
    public async Task SignInAsync(PortalAccount account, CancellationToken cancellationToken)
    {
        var session = await sessions.BeginAsync(
            account.Id, Http.Request.Headers.UserAgent.ToString(), Http.Connection.RemoteIpAddress, cancellationToken);
        await signIn.SignInWithClaimsAsync(
            account, isPersistent: false, [new Claim(PortalPrincipal.SessionClaimType, session)]);
        try
        {
            await accounts.SetLastSignInAsync(account.Id, timeProvider.GetUtcNow(), cancellationToken);
            await WriteAsync(account.Name, "sign in");
        }
        catch (StoreUnavailableException exception)
        {
            // Just when the disk fails, somebody must be able to sign in and see it.
            LogNotNoted(logger, exception);
        }
    }

    /// <summary>Ends the session of this request's browser.</summary>
    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (PortalPrincipal.AccountIdOf(Http.User) is { } accountId && PortalPrincipal.SessionIdOf(Http.User) is { } session)
        {
            try
            {
                await sessions.CloseAsync(accountId, session, cancellationToken);
                await WriteAsync(PortalAccess.NameOf(Http.User), "sign out");
            }
            catch (StoreUnavailableException exception)
            {
                LogNotNoted(logger, exception); // Without its cookie the browser is signed out all the same.
            }
        }

        await signIn.SignOutAsync();
    }

    private Task WriteAsync(string name, string action) => audit.WriteAsync(
        new AuditEntry(new Actor(name, ClientAddress.TextOf(Http.Connection.RemoteIpAddress)), action, name), CancellationToken.None);

    private async Task<SignInRefusal?> WhyNotAsync(PortalAccount? account) => account switch
    {
        null => SignInRefusal.UnknownAccount,
        { IsEnabled: false } => SignInRefusal.Disabled,
        _ when await signIn.UserManager.IsLockedOutAsync(account) => SignInRefusal.Locked,
        _ => null,
    };

    private async Task<SignInStep> RefuseAsync(PortalAccount? account, SignInRefusal reason, CancellationToken cancellationToken)
    {
        await failures.NoteAsync(account, Http.Connection.RemoteIpAddress, reason, cancellationToken);
        return SignInStep.Refused;
    }

    /// <summary>A cookie of its own holds for a few minutes whose password was right; it opens nothing but the page for the code.</summary>
    private Task AskForCodeAsync(PortalAccount account)
    {
        var identity = new ClaimsIdentity(IdentityConstants.TwoFactorUserIdScheme);
        identity.AddClaim(new Claim(ClaimTypes.Name, account.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return Http.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity));
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in or sign-out could not be written down.")]
    private static partial void LogNotNoted(ILogger logger, Exception exception);
}
