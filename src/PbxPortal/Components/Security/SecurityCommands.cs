using System.Security.Claims;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Admission;

namespace PbxPortal.Components.Security;

/// <summary>What the security page does: asks first where it matters, does it, and says what came of it.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class SecurityCommands(ISecurityAdministration security, IDialogService dialogs, ISnackbar snackbar)
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
    public Task UnbanAsync(ClaimsPrincipal who, Ban ban) => RunAsync(async () =>
        await security.UnbanAsync(who, BanKey.Of(ban), CancellationToken.None)
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
