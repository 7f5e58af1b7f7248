using System.Security.Claims;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>What the pages do to one user: asks first where it matters, does it, and says what came of it.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class UserCommands(IUserAdministration users, IUserDirectory directory, IDialogService dialogs, ISnackbar snackbar)
{
    /// <param name="domainId">The domain to begin with, if the account may manage it.</param>
    /// <param name="extension">The extension to begin with.</param>
    public async Task AddAsync(ClaimsPrincipal who, long? domainId = null, string extension = "")
    {
        var parameters = new DialogParameters<UserDialog>
        {
            { dialog => dialog.Domains, ManagedDomains(who) },
            { dialog => dialog.FirstDomainId, domainId },
            { dialog => dialog.FirstExtension, extension },
        };
        var opened = await dialogs.ShowAsync<UserDialog>("Add a user", parameters);
        await opened.Result;
    }

    public async Task EditAsync(ClaimsPrincipal who, User user)
    {
        var parameters = new DialogParameters<UserDialog>
        {
            { dialog => dialog.User, user },
            { dialog => dialog.Domains, ManagedDomains(who) },
        };
        var opened = await dialogs.ShowAsync<UserDialog>("Edit the user", parameters);
        await opened.Result;
    }

    public async Task<bool> DeleteAsync(User user) => await EndAsync(user, deletes: true);

    public Task DisableAsync(User user) => EndAsync(user, deletes: false);

    public Task EnableAsync(ClaimsPrincipal who, User user) => RunAsync(async () =>
    {
        var found = await users.SetEnabledAsync(who, user.Id, isEnabled: true, CancellationToken.None);
        snackbar.Add(found ? $"{LabelOf(user)} is enabled; its phones come back at their next attempt." : "The user is gone.", Severity.Normal);
    });

    public async Task NewPasswordAsync(ClaimsPrincipal who, User user)
    {
        var answer = await dialogs.ShowMessageBoxAsync(
            "New password?",
            $"{LabelOf(user)} gets a new password. Phones that use the old one stay registered until they refresh, and are refused from then on.",
            yesText: "Make a new password",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(() => ShowNewPasswordAsync(who, user));
        }
    }

    private async Task ShowNewPasswordAsync(ClaimsPrincipal who, User user)
    {
        if (await users.NewPasswordAsync(who, user.Id, CancellationToken.None) is not { } password)
        {
            snackbar.Add("The user is gone.", Severity.Normal);
            return;
        }

        var parameters = new DialogParameters<PasswordDialog>
        {
            { dialog => dialog.Password, password },
            { dialog => dialog.Whose, $"The SIP password of {LabelOf(user)}, {user.Domain.Name}." },
        };
        var opened = await dialogs.ShowAsync<PasswordDialog>("New password", parameters);
        await opened.Result;
    }

    private async Task<bool> EndAsync(User user, bool deletes)
    {
        var parameters = new DialogParameters<EndUserDialog>
        {
            { dialog => dialog.User, user },
            { dialog => dialog.Deletes, deletes },
        };
        var opened = await dialogs.ShowAsync<EndUserDialog>(deletes ? "Delete the user" : "Disable the user", parameters);
        return await opened.Result is { Canceled: false };
    }

    private IReadOnlyList<Domain> ManagedDomains(ClaimsPrincipal who) =>
        [.. directory.Domains.Where(domain => PortalAccess.Has(who, PortalRole.Admin, domain.Id))];

    private static string LabelOf(User user) => DeviceLabel.UserOf(user.Extension, user.DisplayName);

    private async Task RunAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
