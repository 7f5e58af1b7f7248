using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds a network that is never limited or banned.</summary>
public sealed partial class AllowNetworkDialog
{
    private string? _network = "";
    private string? _remark = "";

    [Inject]
    public required ISecurityAdministration Security { get; init; }

    private Task SaveAsync() => RunAsync(async who =>
    {
        var draft = new AllowedNetworkDraft(_network ?? "", _remark ?? "");
        var mistakes = await Security.AllowAsync(who, draft, CancellationToken.None);
        Mistakes = FieldMistakes.Of(mistakes, nameof(AllowedNetworkDraft.Network), nameof(AllowedNetworkDraft.Remark));
        if (mistakes.IsDefaultOrEmpty)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    });
}
