using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Password, second factor and sessions of whoever is signed in, written to the audit.</summary>
/// <remarks>Immutable; lives as long as a circuit.</remarks>
internal sealed class OwnAccount(
    UserManager<PortalAccount> users,
    AccountStore accounts,
    SecondFactorStore secondFactors,
    SecondFactor secondFactor,
    BrowserSessions sessions,
    IAudit audit) : IOwnAccount
{
    private const string Issuer = "PbxPortal";
    private const int RecoveryCodes = 10;

    private static readonly ImmutableArray<Mistake> WrongPassword =
        [new Mistake("Current", "This is not your password. After five wrong ones the account is locked for five minutes.")];

    public async Task<OwnAccountState> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        return new OwnAccountState(
            account.Name,
            account.HasSecondFactor,
            await secondFactors.CountRecoveryCodesAsync(account.Id, cancellationToken),
            await sessions.ListAsync(account.Id, cancellationToken),
            PortalPrincipal.SessionIdOf(who));
    }

    public async Task<ImmutableArray<Mistake>> ChangePasswordAsync(
        ClaimsPrincipal who, string current, string wanted, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        if (!await IsPasswordAsync(account, current))
        {
            return WrongPassword;
        }

        var mistakes = await AccountCreation.PasswordMistakesAsync(users, account, wanted);
        if (!mistakes.IsEmpty)
        {
            return mistakes;
        }

        await accounts.SetOwnPasswordAsync(account.Id, users.PasswordHasher.HashPassword(account, wanted), cancellationToken);
        await sessions.EndAsync(account.Id, only: null, except: PortalPrincipal.SessionIdOf(who), CancellationToken.None);
        await WriteAsync(who, account, "change own password");
        return [];
    }

    public async Task<(AuthenticatorKey? Key, ImmutableArray<Mistake> Mistakes)> BeginSecondFactorAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        if (account.HasSecondFactor)
        {
            return (null, [new Mistake("", "The account has a second step already. Switch that off first.")]);
        }

        if (!await IsPasswordAsync(account, password))
        {
            return (null, WrongPassword);
        }

        var key = users.GenerateNewAuthenticatorKey();
        await secondFactors.SetKeyAsync(account.Id, key, cancellationToken);
        var label = Uri.EscapeDataString($"{Issuer}:{account.Name}");
        var groups = string.Join(' ', key.Chunk(4).Select(group => new string(group)));
        return (new AuthenticatorKey(groups, $"otpauth://totp/{label}?secret={key}&issuer={Issuer}&digits=6"), []);
    }

    public async Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> ConfirmSecondFactorAsync(
        ClaimsPrincipal who, string code, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        if (!await secondFactor.IsRightAppCodeAsync(account, digits, cancellationToken))
        {
            return ([], [new Mistake("Code", "The app shows another code. Take the one of PbxPortal that it shows now; its clock must be right.")]);
        }

        await secondFactors.SetEnabledAsync(account.Id, isEnabled: true, cancellationToken);
        await WriteAsync(who, account, "switch on second step");
        return (await MakeRecoveryCodesAsync(account), []);
    }

    public async Task<ImmutableArray<Mistake>> RemoveSecondFactorAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        if (!await IsPasswordAsync(account, password))
        {
            return WrongPassword;
        }

        if (await secondFactors.RemoveAsync(account.Id, cancellationToken))
        {
            await WriteAsync(who, account, "switch off second step");
        }

        return [];
    }

    public async Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> NewRecoveryCodesAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        if (!await IsPasswordAsync(account, password))
        {
            return ([], WrongPassword);
        }

        if (!account.HasSecondFactor)
        {
            return ([], [new Mistake("", "The account has no second step, and so needs no recovery codes.")]);
        }

        await WriteAsync(who, account, "new recovery codes");
        return (await MakeRecoveryCodesAsync(account), []);
    }

    public async Task<int> EndSessionsAsync(ClaimsPrincipal who, string? sessionId, CancellationToken cancellationToken)
    {
        var account = await DemandAsync(who, cancellationToken);
        var except = sessionId is null ? PortalPrincipal.SessionIdOf(who) : null;
        var ended = await sessions.EndAsync(account.Id, sessionId, except, cancellationToken);
        if (ended > 0)
        {
            await WriteAsync(who, account, "sign browsers out", sessionId is null ? "all others" : "one");
        }

        return ended;
    }

    private async Task<ImmutableArray<string>> MakeRecoveryCodesAsync(PortalAccount account) =>
        [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes))!];

    /// <summary>Counts what is wrong, as the sign-in does: an open browser is no place to guess a password at.</summary>
    private async Task<bool> IsPasswordAsync(PortalAccount account, string password)
    {
        if (await users.IsLockedOutAsync(account))
        {
            return false;
        }

        if (password.Length <= AccountCreation.LongestPassword && await users.CheckPasswordAsync(account, password))
        {
            await users.ResetAccessFailedCountAsync(account);
            return true;
        }

        await users.AccessFailedAsync(account);
        return false;
    }

    private async Task<PortalAccount> DemandAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        PortalPrincipal.AccountIdOf(who) is { } id && await accounts.FindAsync(id, cancellationToken) is { IsEnabled: true } account
            ? account
            : throw new UnauthorizedAccessException("This needs an account that is signed in.");

    private Task WriteAsync(ClaimsPrincipal who, PortalAccount account, string action, string value = "") =>
        audit.WriteAsync(
            new AuditEntry(PortalAccess.ActorOf(who) with { Name = account.Name }, action, account.Name, newValue: value), CancellationToken.None);
}
