using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Says, before a password is revoked, which live devices that logs out, by name.</summary>
public sealed partial class RevokeCredentialDialog
{
    private IReadOnlyList<DeviceState> _live = [];
    private string? _failure;
    private bool _isWorking;

    [Inject]
    public required ICredentialAdministration Credentials { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    [Parameter, EditorRequired]
    public required Credential Credential { get; set; }

    protected override void OnInitialized() =>
        _live = [.. CredentialUse.DevicesOf(Credential, Feed.OfUser(User.Id)).Where(device => device.IsRegistered)];

    private async Task RevokeAsync()
    {
        if (_isWorking)
        {
            return; // The second click of a double one.
        }

        (_isWorking, _failure) = (true, null);
        try
        {
            // Somebody may have revoked it meanwhile; that is what was wanted.
            _ = await Credentials.RevokeAsync((await Authentication).User, User.Id, Credential.Id, CancellationToken.None);
            Dialog.Close(DialogResult.Ok(true));
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
        finally
        {
            _isWorking = false;
        }
    }
}
