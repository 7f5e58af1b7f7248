using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Says, before a user is disabled or deleted, which live devices that ends, by name.</summary>
public sealed partial class EndUserDialog
{
    private IReadOnlyList<DeviceState> _live = [];
    private string? _failure;
    private bool _isWorking;

    [Inject]
    public required IUserAdministration Users { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    /// <summary>Delete, rather than disable.</summary>
    [Parameter]
    public bool Deletes { get; set; }

    protected override void OnInitialized() => _live = [.. Feed.OfUser(User.Id).Where(device => device.IsRegistered)];

    private async Task EndAsync()
    {
        if (_isWorking)
        {
            return; // The second click of a double one.
        }

        (_isWorking, _failure) = (true, null);
        try
        {
            var who = (await Authentication).User;
            _ = Deletes
                ? await Users.DeleteAsync(who, User.Id, CancellationToken.None)
                : await Users.SetEnabledAsync(who, User.Id, isEnabled: false, CancellationToken.None);
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
