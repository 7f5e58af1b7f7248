using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Says, before a user is disabled or deleted, which live devices that ends, by name.</summary>
public sealed partial class EndUserDialog
{
    private IReadOnlyList<DeviceState> _live = [];

    [Inject]
    public required IUserAdministration Users { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    /// <summary>Delete, rather than disable.</summary>
    [Parameter]
    public bool Deletes { get; set; }

    protected override void OnInitialized() => _live = [.. Feed.OfUser(User.Id).Where(device => device.IsRegistered)];

    private Task EndAsync() => RunAsync(async who =>
    {
        _ = Deletes
            ? await Users.DeleteAsync(who, User.Id, CancellationToken.None)
            : await Users.SetEnabledAsync(who, User.Id, isEnabled: false, CancellationToken.None);
        Dialog.Close(DialogResult.Ok(true));
    });
}
