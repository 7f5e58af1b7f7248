using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Says, before a password is revoked, which live devices that logs out, by name.</summary>
public sealed partial class RevokeCredentialDialog
{
    private IReadOnlyList<DeviceState> _live = [];

    [Inject]
    public required ICredentialAdministration Credentials { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    [Parameter, EditorRequired]
    public required Credential Credential { get; set; }

    protected override void OnInitialized() =>
        _live = [.. CredentialUse.DevicesOf(Credential, Feed.OfUser(User.Id)).Where(device => device.IsRegistered)];

    private Task RevokeAsync() => RunAsync(async who =>
    {
        // Somebody may have revoked it meanwhile; that is what was wanted.
        _ = await Credentials.RevokeAsync(who, User.Id, Credential.Id, CancellationToken.None);
        Dialog.Close(DialogResult.Ok(true));
    });
}
