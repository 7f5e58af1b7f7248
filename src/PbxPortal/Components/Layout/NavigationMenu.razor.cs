namespace PbxPortal.Components.Layout;

/// <summary>The pages one may open: a column on the left, a bar at the bottom of a phone.</summary>
public sealed partial class NavigationMenu;
