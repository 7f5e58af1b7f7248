using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PbxPortal.Components.Live;

/// <summary>What a page asks of the browser; the other half is <c>wwwroot/app.js</c>.</summary>
/// <remarks>Immutable. A browser that has gone is no error: whoever asked is about to be disposed.</remarks>
public sealed class Browser(IJSRuntime js)
{
    /// <summary>Tells the ticker what time it is here, so that countdowns are right on a computer whose clock is not.</summary>
    public ValueTask SyncClockAsync(DateTimeOffset now) => CallAsync("pbxportal.syncClock", now.ToUnixTimeMilliseconds());

    /// <summary>Shows the theme, keeps it in the cookie, and answers whether it is dark now.</summary>
    public ValueTask<bool> SetThemeAsync(string mode) => js.InvokeAsync<bool>("pbxportal.setTheme", mode);

    /// <summary>Calls <c>ThemeChanged(bool isDark)</c> now and whenever the system changes its mind.</summary>
    public ValueTask WatchThemeAsync<T>(DotNetObjectReference<T> listener)
        where T : class => CallAsync("pbxportal.watchTheme", listener);

    /// <summary>Calls <c>InteractionChanged(bool isBusy)</c> when pointer or focus enter and leave the element.</summary>
    public ValueTask WatchInteractionAsync<T>(ElementReference element, DotNetObjectReference<T> listener)
        where T : class => CallAsync("pbxportal.watchInteraction", element, listener);

    /// <summary>Moves the focus to the first of the elements that is there.</summary>
    public ValueTask FocusAsync(params string[] selectors) => CallAsync("pbxportal.focus", (object)selectors);

    private async ValueTask CallAsync(string function, params object?[] arguments)
    {
        try
        {
            await js.InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
            // The page is closed; there is nobody left to tell.
        }
    }
}
