using System.Globalization;
using System.Security.Claims;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Live;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>What the users page does to many users: each in a dialog that says before and after what it means.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class UserBatchCommands(IDialogService dialogs, IUserDirectory directory, Browser browser, TimeProvider timeProvider)
{
    /// <summary>Passwords that are shown once must not go with a key that was pressed by mistake.</summary>
    private static readonly DialogOptions Unlosable = new()
    {
        BackdropClick = false,
        CloseOnEscapeKey = false,
        CloseButton = false,
        FullWidth = true,
        MaxWidth = MaxWidth.Small,
    };

    public async Task AddRangeAsync(ClaimsPrincipal who)
    {
        IReadOnlyList<Domain> domains = [.. directory.Domains.Where(domain => PortalAccess.Has(who, PortalRole.Admin, domain.Id))];
        var parameters = new DialogParameters<RangeDialog> { { dialog => dialog.Domains, domains } };
        var opened = await dialogs.ShowAsync<RangeDialog>("Add a range", parameters, Unlosable);
        await opened.Result;
    }

    public async Task OrderAsync(IReadOnlyList<long> userIds, UserAction action)
    {
        var parameters = new DialogParameters<UserOrderDialog>
        {
            { dialog => dialog.UserIds, userIds },
            { dialog => dialog.Action, action },
        };
        var opened = await dialogs.ShowAsync<UserOrderDialog>("Change many users", parameters, Unlosable);
        await opened.Result;
    }

    public async Task ExportAsync(IEnumerable<User> users)
    {
        using var file = new StringWriter(CultureInfo.InvariantCulture);
        UserCsv.WriteUsers(file, users);
        await browser.DownloadAsync($"users-{timeProvider.GetUtcNow():yyyy-MM-dd}.csv", file.ToString());
    }
}
