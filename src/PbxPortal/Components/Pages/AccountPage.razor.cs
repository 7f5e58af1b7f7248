using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Pages;

/// <summary>One's own account: password, second step, and the browsers that are signed in.</summary>
public sealed partial class AccountPage
{
    private ClaimsPrincipal _who = new();
    private OwnAccountState? _state;
    private string? _failure;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        await ReadAsync();
    }

    private static string RecoveryCodesLeft(int left) => left switch
    {
        0 => "You have no recovery code left: make new ones.",
        1 => "You have 1 recovery code left.",
        _ => string.Create(CultureInfo.InvariantCulture, $"You have {left} recovery codes left."),
    };

    private bool IsThis(BrowserSession session) => string.Equals(session.Id, _state?.CurrentSession, StringComparison.Ordinal);

    private async Task ReadAsync()
    {
        try
        {
            _state = await Account.ReadAsync(_who, CancellationToken.None);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    private Task ChangePasswordAsync() => ShowAsync<ChangePasswordDialog>("Change your password");

    private Task AddSecondFactorAsync() => ShowAsync<SecondFactorDialog>("Switch on the second step");

    private Task NewRecoveryCodesAsync() => ShowAsync<RecoveryCodesDialog>("New recovery codes");

    private Task RemoveSecondFactorAsync() => ShowAsync<RemoveSecondFactorDialog>("Switch off the second step");

    private async Task ShowAsync<TDialog>(string title)
        where TDialog : IComponent
    {
        var opened = await Dialogs.ShowAsync<TDialog>(title);
        await opened.Result;
        await ReadAsync();
    }

    /// <param name="session"><c>null</c>: all others.</param>
    private async Task EndAsync(BrowserSession? session)
    {
        await RunAsync(async () =>
        {
            var ended = await Account.EndSessionsAsync(_who, session?.Id, CancellationToken.None);
            Snackbar.Add(
                ended switch
                {
                    0 => "It was signed out already.",
                    1 => $"{session?.Browser ?? "The other browser"} is signed out.",
                    _ => string.Create(CultureInfo.InvariantCulture, $"{ended} browsers are signed out."),
                },
                Severity.Normal);
        });
        await ReadAsync();
    }

    /// <summary>What did not work is said in a place that the reading after it does not wipe.</summary>
    private async Task RunAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
