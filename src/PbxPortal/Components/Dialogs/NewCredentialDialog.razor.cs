using Microsoft.AspNetCore.Components;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Makes a password for one device, and shows it once.</summary>
public sealed partial class NewCredentialDialog
{
    private string? _label = "";
    private NewCredential? _made;

    [Inject]
    public required ICredentialAdministration Credentials { get; init; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    private Task SaveAsync() => RunAsync(async who =>
    {
        var made = await Credentials.AddAsync(who, User.Id, _label ?? "", CancellationToken.None);
        Mistakes = made is null
            ? FieldMistakes.OfWhole("There is no such user any more.")
            : FieldMistakes.Of(made.Mistakes, nameof(NewCredential.Label));
        _made = made?.Id is null ? null : made;
    });
}
