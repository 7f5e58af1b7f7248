using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;

namespace PbxPortal.Components.Dialogs;

/// <summary>Makes new recovery codes, and shows them once.</summary>
public sealed partial class RecoveryCodesDialog
{
    private ImmutableArray<string> _codes = [];
    private string? _password;

    [Inject]
    public required IOwnAccount Account { get; init; }

    private Task MakeAsync() => RunAsync(async who =>
    {
        var (codes, mistakes) = await Account.NewRecoveryCodesAsync(who, _password ?? "", CancellationToken.None);
        (_codes, Mistakes) = (codes, FieldMistakes.Of(mistakes, "Current"));
    });
}
