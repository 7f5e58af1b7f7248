using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;

namespace PbxPortal.Components.Layout;

/// <summary>Offers new passwords again to whoever made them and was cut off while a page showed them.</summary>
/// <remarks>It looks when a page opens: while the page that made them still shows them, it says nothing.</remarks>
public sealed partial class ShelfBanner : IDisposable
{
    private IReadOnlyList<ShelvedPasswords> _sheets = [];
    private ClaimsPrincipal _who = new();

    [Inject]
    public required IPasswordShelf Shelf { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public void Dispose()
    {
        Shelf.Changed -= OnChanged;
        Navigation.LocationChanged -= OnLocationChanged;
    }

    protected override async Task OnInitializedAsync()
    {
        Shelf.Changed += OnChanged;
        Navigation.LocationChanged += OnLocationChanged;
        _who = (await Authentication).User;
        _sheets = Shelf.Of(_who);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        _who = (await Authentication).User;
        _sheets = Shelf.Of(_who);
        StateHasChanged();
    });

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        var still = Shelf.Of(_who).Select(sheet => sheet.Id).ToHashSet();
        _sheets = [.. _sheets.Where(sheet => still.Contains(sheet.Id))];
        StateHasChanged();
    });

    private async Task ShowAsync(ShelvedPasswords sheet)
    {
        var parameters = new DialogParameters<ShelvedPasswordsDialog> { { dialog => dialog.Sheet, sheet } };
        var opened = await Dialogs.ShowAsync<ShelvedPasswordsDialog>("Passwords", parameters);
        if (await opened.Result is { Canceled: false })
        {
            Shelf.Take(_who, sheet.Id);
        }
    }
}
