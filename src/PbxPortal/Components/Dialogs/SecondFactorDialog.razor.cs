using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;

namespace PbxPortal.Components.Dialogs;

/// <summary>Sets up an authenticator app in three steps: password, key and its first code, recovery codes.</summary>
public sealed partial class SecondFactorDialog
{
    private static readonly Dictionary<string, object?> OneTimeCode = new(StringComparer.Ordinal) { ["autocomplete"] = "one-time-code" };

    private ImmutableArray<string> _codes = [];
    private AuthenticatorKey? _key;
    private string? _password;
    private string? _code;

    [Inject]
    public required IOwnAccount Account { get; init; }

    private Task BeginAsync() => RunAsync(async who =>
    {
        var (key, mistakes) = await Account.BeginSecondFactorAsync(who, _password ?? "", CancellationToken.None);
        (_key, Mistakes, _password) = (key, FieldMistakes.Of(mistakes, "Current"), null);
    });

    private Task ConfirmAsync() => RunAsync(async who =>
    {
        var (codes, mistakes) = await Account.ConfirmSecondFactorAsync(who, _code ?? "", CancellationToken.None);
        (_codes, Mistakes) = (codes, FieldMistakes.Of(mistakes, "Code"));
    });
}
