using MudBlazor;
using PbxPortal.Components.Dialogs;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>What the user's page does to credentials: each in a dialog that asks and tells.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class CredentialCommands(IDialogService dialogs)
{
    public async Task AddAsync(User user)
    {
        var parameters = new DialogParameters<NewCredentialDialog> { { dialog => dialog.User, user } };
        var opened = await dialogs.ShowAsync<NewCredentialDialog>("New device password", parameters);
        await opened.Result;
    }

    public async Task RevokeAsync(User user, Credential credential)
    {
        var parameters = new DialogParameters<RevokeCredentialDialog>
        {
            { dialog => dialog.User, user },
            { dialog => dialog.Credential, credential },
        };
        var opened = await dialogs.ShowAsync<RevokeCredentialDialog>("Revoke a password", parameters);
        await opened.Result;
    }
}
