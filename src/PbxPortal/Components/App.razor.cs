using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Components.Layout;

namespace PbxPortal.Components;

/// <summary>The document around every page. Pages are live, except those that must answer a plain request, like sign-in.</summary>
public sealed partial class App
{
    /// <summary>Without prerendering: a page shows what is live, never a picture of a moment ago.</summary>
    private static readonly InteractiveServerRenderMode Live = new(prerender: false);

    private string? _cookie;
    private ThemeChoice _theme = ThemeChoice.Parse(null);
    private InteractiveServerRenderMode? _mode;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    protected override void OnInitialized()
    {
        _cookie = HttpContext.Request.Cookies[ThemeChoice.CookieName];
        _theme = ThemeChoice.Parse(_cookie);
        _mode = HttpContext.AcceptsInteractiveRouting() ? Live : null;
    }
}
