using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Pages;

/// <summary>The SIP domains of this server, for owners.</summary>
public sealed partial class DomainsPage : IDisposable
{
    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IDomainAdministration Domains { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public void Dispose() => Directory.Changed -= OnDirectoryChanged;

    protected override void OnInitialized() => Directory.Changed += OnDirectoryChanged;

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(StateHasChanged);

    private async Task EditAsync(Domain? domain)
    {
        var parameters = new DialogParameters<DomainDialog> { { dialog => dialog.Domain, domain } };
        var opened = await Dialogs.ShowAsync<DomainDialog>("Domain", parameters);
        await opened.Result;
    }

    private async Task DeleteAsync(Domain domain)
    {
        var answer = await Dialogs.ShowMessageBoxAsync(
            $"Delete {domain.Name}?",
            "A domain that still has users is not deleted. Its activity stays.",
            yesText: "Delete domain",
            cancelText: "Cancel");
        if (answer is not true)
        {
            return;
        }

        try
        {
            var mistakes = await Domains.DeleteAsync((await Authentication).User, domain.Id, CancellationToken.None);
            Snackbar.Add(
                mistakes.IsDefaultOrEmpty ? $"{domain.Name} is deleted." : string.Join(' ', mistakes.Select(mistake => mistake.Message)),
                mistakes.IsDefaultOrEmpty ? Severity.Normal : Severity.Error);
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
