using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Components.Layout;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Pages;

/// <summary>The portal accounts, for owners.</summary>
public sealed partial class AccountsPage
{
    private IReadOnlyList<AccountSummary> _accounts = [];
    private ClaimsPrincipal _who = new();
    private string? _failure;

    [Inject]
    public required IAccountAdministration Accounts { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _who = (await Authentication).User;
        await ReadAsync();
    }

    private bool IsMe(AccountSummary account) =>
        string.Equals(account.Name, _who.Identity?.Name, StringComparison.OrdinalIgnoreCase);

    private string GrantText(RoleGrant grant) => grant.DomainId is { } id
        ? $"{RoleDisplay.WordOf(grant.Role)} of {Directory.FindDomain(id)?.Name ?? "a deleted domain"}"
        : $"{RoleDisplay.WordOf(grant.Role)} of all";

    private async Task ReadAsync()
    {
        try
        {
            _accounts = await Accounts.ListAsync(_who, CancellationToken.None);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    private async Task EditAsync(AccountSummary? account)
    {
        var parameters = new DialogParameters<AccountDialog> { { dialog => dialog.Account, account } };
        var opened = await Dialogs.ShowAsync<AccountDialog>("Account", parameters);
        await opened.Result;
        await ReadAsync();
    }

    private async Task NewPasswordAsync(AccountSummary account)
    {
        var answer = await Dialogs.ShowMessageBoxAsync(
            "New password?",
            $"{account.Name} gets a new password, is signed out everywhere, and is unlocked.",
            yesText: "Make a new password",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(async () =>
            {
                if (await Accounts.NewPasswordAsync(_who, account.Id, CancellationToken.None) is { } password)
                {
                    await ShowPasswordAsync(account.Name, password);
                }
            });
            await ReadAsync();
        }
    }

    private async Task ShowPasswordAsync(string name, string password)
    {
        var parameters = new DialogParameters<PasswordDialog>
        {
            { dialog => dialog.Password, password },
            { dialog => dialog.Whose, $"The portal password of {name}." },
        };
        var opened = await Dialogs.ShowAsync<PasswordDialog>("New password", parameters);
        await opened.Result;
    }

    private async Task ResetSecondFactorAsync(AccountSummary account)
    {
        var answer = await Dialogs.ShowMessageBoxAsync(
            "Reset the second step?",
            $"The password alone signs {account.Name} in until a new authenticator app is set up. Make sure that it is {account.Name} who asks for it.",
            yesText: "Reset second step",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(async () => Snackbar.Add(
                await Accounts.ResetSecondFactorAsync(_who, account.Id, CancellationToken.None)
                    ? $"{account.Name} signs in with the password alone now."
                    : $"{account.Name} has no second step any more.",
                Severity.Normal));
            await ReadAsync();
        }
    }

    private async Task DeleteAsync(AccountSummary account)
    {
        var answer = await Dialogs.ShowMessageBoxAsync(
            $"Delete {account.Name}?",
            "The account is signed out everywhere and can never sign in again. What it did stays in the activity.",
            yesText: "Delete account",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(async () =>
            {
                var mistakes = await Accounts.DeleteAsync(_who, account.Id, CancellationToken.None);
                Snackbar.Add(
                    mistakes.IsDefaultOrEmpty ? $"{account.Name} is deleted." : string.Join(' ', mistakes.Select(mistake => mistake.Message)),
                    mistakes.IsDefaultOrEmpty ? Severity.Normal : Severity.Error);
            });
            await ReadAsync();
        }
    }

    /// <summary>What did not work is said in a place that the reading after it does not wipe.</summary>
    private async Task RunAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
