using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Layout;

/// <summary>System, light or dark; kept in a cookie of the browser.</summary>
public sealed partial class ThemeSwitch : IDisposable
{
    private readonly DotNetObjectReference<ThemeSwitch> _self;
    private ThemeMode _mode;

    public ThemeSwitch()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required Browser Browser { get; init; }

    [CascadingParameter]
    public ThemeChoice? Theme { get; set; }

    [Parameter]
    public EventCallback<bool> IsDarkChanged { get; set; }

    public void Dispose() => _self.Dispose();

    /// <summary>The browser calls this at once, and again when the system changes between day and night.</summary>
    [JSInvokable]
    public Task ThemeChanged(bool isDark) => InvokeAsync(() => IsDarkChanged.InvokeAsync(isDark));

    protected override void OnInitialized() => _mode = Theme?.Mode ?? ThemeMode.System;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.WatchThemeAsync(_self);
        }
    }

    private static string IconOf(ThemeMode mode) => mode switch
    {
        ThemeMode.Light => PortalIcons.Sun,
        ThemeMode.Dark => PortalIcons.Asleep,
        _ => PortalIcons.System,
    };

    private async Task ChooseAsync(ThemeMode mode)
    {
        _mode = mode;
        var isDark = await Browser.SetThemeAsync(mode.ToString().ToLowerInvariant());
        await IsDarkChanged.InvokeAsync(isDark);
    }
}
