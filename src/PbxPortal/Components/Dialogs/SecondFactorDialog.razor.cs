using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Sets up an authenticator app in three steps: password, key and its first code, recovery codes.</summary>
public sealed partial class SecondFactorDialog
{
    private static readonly Dictionary<string, object?> OneTimeCode = new(StringComparer.Ordinal) { ["autocomplete"] = "one-time-code" };

    private FieldMistakes _mistakes = FieldMistakes.None;
    private ImmutableArray<string> _codes = [];
    private AuthenticatorKey? _key;
    private string? _password;
    private string? _code;
    private bool _isSaving;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private Task BeginAsync() => RunAsync(async () =>
    {
        var (key, mistakes) = await Account.BeginSecondFactorAsync((await Authentication).User, _password ?? "", CancellationToken.None);
        (_key, _mistakes, _password) = (key, FieldMistakes.Of(mistakes, "Current"), null);
    });

    private Task ConfirmAsync() => RunAsync(async () =>
    {
        var (codes, mistakes) = await Account.ConfirmSecondFactorAsync((await Authentication).User, _code ?? "", CancellationToken.None);
        (_codes, _mistakes) = (codes, FieldMistakes.Of(mistakes, "Code"));
    });

    private async Task RunAsync(Func<Task> step)
    {
        if (_isSaving)
        {
            return; // The second click of a double one: what the first one makes is shown once, and must not be written over.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            await step();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _mistakes = FieldMistakes.OfWhole(Failure.Describe(failure));
        }
        finally
        {
            _isSaving = false;
        }
    }
}
