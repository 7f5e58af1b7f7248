using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Accounts;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Layout;

/// <summary>The frame of every live page: top bar, navigation, banner.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private bool _isDark;
    private string _here = "";

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public ThemeChoice? Theme { get; set; }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized()
    {
        _isDark = Theme?.IsDark is true;
        _here = new Uri(Navigation.Uri).PathAndQuery;
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.SyncClockAsync(TimeProvider.GetUtcNow());
        }
    }

    private static string RoleOf(ClaimsPrincipal user) =>
        PortalAccess.PhoneUserOf(user) is null ? RoleDisplay.WordOf(PortalAccess.HighestRole(user)) : "Phone user";

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        _here = new Uri(change.Location).PathAndQuery;
        _ = InvokeAsync(StateHasChanged);
    }

    private void Recover() => _boundary?.Recover();

    private void SetDark(bool isDark) => _isDark = isDark;
}
