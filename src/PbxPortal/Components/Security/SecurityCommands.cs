using System.Security.Claims;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Admission;

namespace PbxPortal.Components.Security;

/// <summary>What the security page does: asks first where it matters, does it, and says what came of it.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class SecurityCommands(
    ISecurityAdministration security, IFailedSignIns signIns, IDialogService dialogs, ISnackbar snackbar)
{
    public async Task BanAsync()
    {
        var opened = await dialogs.ShowAsync<BanDialog>("Ban an address");
        await opened.Result;
    }

    public async Task AllowNetworkAsync()
    {
        var opened = await dialogs.ShowAsync<AllowNetworkDialog>("Allow a network");
        await opened.Result;
    }

    /// <summary>Asks nothing: what it does is what was wanted, and a ban is made again in a moment.</summary>
    public Task UnbanAsync(ClaimsPrincipal who, Ban ban) => UnbanAsync(who, BanKey.Of(ban));

    public Task UnbanAsync(ClaimsPrincipal who, BanKey ban) => RunAsync(async () =>
        await security.UnbanAsync(who, ban, CancellationToken.None)
            ? $"{ban.Network} is heard again. Nothing that came before counts against it."
            : $"{ban.Network} was not banned any more.");

    public async Task DisallowAsync(ClaimsPrincipal who, ExemptNetwork network)
    {
        var answer = await dialogs.ShowMessageBoxAsync(
            "Remove this network?",
            $"{network.Network} counts like any other from now on: it is limited, and banned when it guesses passwords.",
            yesText: "Remove network",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(async () => await security.DisallowAsync(who, network.Network, CancellationToken.None)
                ? $"{network.Network} is removed."
                : $"{network.Network} was not there any more.");
        }
    }

    public Task UnlockAsync(ClaimsPrincipal who, FailedSignIn failure) => RunAsync(async () =>
        await signIns.UnlockAsync(who, failure.AccountId!.Value, CancellationToken.None)
            ? $"{failure.Name} may sign in again at once."
            : $"{failure.Name} was not locked any more.");

    /// <summary>For a day: who guesses passwords of the portal is heard by neither the portal's sign-in nor the phones' server.</summary>
    public Task BanAsync(ClaimsPrincipal who, FailedSignIn failure) => RunAsync(async () =>
    {
        var draft = new BanDraft(failure.Address, Minutes: 24 * 60, "failed sign-ins to the portal");
        var mistakes = await security.BanAsync(who, draft, CancellationToken.None);
        return mistakes.IsDefaultOrEmpty
            ? $"{failure.Address} is banned for a day."
            : string.Join(' ', mistakes.Select(mistake => mistake.Message));
    });

    private async Task RunAsync(Func<Task<string>> command)
    {
        try
        {
            snackbar.Add(await command(), Severity.Normal);
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
