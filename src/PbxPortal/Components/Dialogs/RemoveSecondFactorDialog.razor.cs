using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Accounts;

namespace PbxPortal.Components.Dialogs;

/// <summary>Takes one's own second step away.</summary>
public sealed partial class RemoveSecondFactorDialog
{
    private string? _password;

    [Inject]
    public required IOwnAccount Account { get; init; }

    private Task RemoveAsync() => RunAsync(async who =>
    {
        var mistakes = await Account.RemoveSecondFactorAsync(who, _password ?? "", CancellationToken.None);
        Mistakes = FieldMistakes.Of(mistakes, "Current");
        if (mistakes.IsDefaultOrEmpty)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    });
}
