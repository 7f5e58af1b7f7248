using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Layout;

/// <summary>The pages one may open: a column on the left, a bar at the bottom of a phone.</summary>
public sealed partial class NavigationMenu
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The root shows the devices too.</summary>
    private bool IsHome => new Uri(Navigation.Uri).AbsolutePath is "/" or "";
}
