using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Layout;

namespace PbxPortal.Components;

/// <summary>Leads an address to its page, or to sign-in, or says that the page is not for this account.</summary>
public sealed partial class Routes
{
    private ThemeChoice _theme = ThemeChoice.Parse(null);

    /// <summary>The cookie as it came with the request; the live tree has no request of its own.</summary>
    [Parameter]
    public string? Theme { get; set; }

    protected override void OnInitialized() => _theme = ThemeChoice.Parse(Theme);
}
