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

    /// <summary>Calls <c>ShowRows(int first, int count)</c> when other rows of a scrolled list come near the screen.</summary>
    /// <param name="frame">What scrolls; its rows are as high as its style <c>--row-height</c> says.</param>
    /// <param name="step">It is told when the reader has scrolled by so many rows.</param>
    public ValueTask WatchRowsAsync<T>(ElementReference frame, DotNetObjectReference<T> listener, int step)
        where T : class => CallAsync("pbxportal.watchRows", frame, listener, step);

    /// <summary>Moves the focus to the first of the elements that is there.</summary>
    public ValueTask FocusAsync(params string[] selectors) => CallAsync("pbxportal.focus", (object)selectors);

    /// <summary>How many minutes the reader's clock is ahead of UTC.</summary>
    public async ValueTask<int> ZoneMinutesAsync()
    {
        try
        {
            return await js.InvokeAsync<int>("pbxportal.zoneMinutes");
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            return 0; // The page is closed, or its connection has been away for a minute; there is nobody left to read.
        }
    }

    /// <summary>Hands the reader a file, which never lies on the server.</summary>
    public ValueTask DownloadAsync(string name, string text) => CallAsync("pbxportal.download", name, text);

    /// <summary>Prints a table and nothing around it.</summary>
    /// <param name="rows">The first one names the columns.</param>
    public ValueTask PrintAsync(string title, IReadOnlyList<IReadOnlyList<string>> rows) => CallAsync("pbxportal.print", title, rows);

    /// <summary>Whether the keys of one letter are on; they may be in the way of somebody's voice input or screen reader.</summary>
    public ValueTask<bool> AreShortcutsOnAsync() => js.InvokeAsync<bool>("pbxportalShortcuts.areOn");

    /// <summary>Kept by the browser.</summary>
    public ValueTask SetShortcutsAsync(bool areOn) => CallAsync("pbxportalShortcuts.setOn", areOn);

    /// <summary>The keys of the links and buttons that are on the page now.</summary>
    public ValueTask<Shortcut[]> ShortcutsAsync() => js.InvokeAsync<Shortcut[]>("pbxportalShortcuts.list");

    private async ValueTask CallAsync(string function, params object?[] arguments)
    {
        try
        {
            await js.InvokeVoidAsync(function, arguments);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page is closed, or its connection has been away for a minute; there is nobody left to tell.
        }
    }
}
