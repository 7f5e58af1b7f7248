using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Components.Dialogs;

/// <summary>Changes one's own password, which must be known.</summary>
public sealed partial class ChangePasswordDialog
{
    private string? _current;
    private string? _next;
    private string? _repeated;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    private async Task SaveAsync()
    {
        if (string.Equals(_next, _repeated, StringComparison.Ordinal))
        {
            await ChangeAsync();
        }
        else
        {
            Mistakes = FieldMistakes.Of([new Mistake("Repeated", "The two new passwords differ. Type both again.")], "Repeated");
        }
    }

    private Task ChangeAsync() => RunAsync(async who =>
    {
        var mistakes = await Account.ChangePasswordAsync(who, _current ?? "", _next ?? "", CancellationToken.None);
        Mistakes = FieldMistakes.Of(mistakes, "Current", "Password");
        if (mistakes.IsDefaultOrEmpty)
        {
            Snackbar.Add("Your password is changed. Your other browsers are signed out.", Severity.Normal);
            Dialog.Close(DialogResult.Ok(true));
        }
    });
}
