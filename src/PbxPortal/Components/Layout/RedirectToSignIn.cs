using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Layout;

/// <summary>Sends a reader who is not signed in to the sign-in page, and says where to come back to.</summary>
public sealed class RedirectToSignIn : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        var here = Navigation.ToBaseRelativePath(Navigation.Uri);
        Navigation.NavigateTo($"/sign-in?returnUrl={Uri.EscapeDataString("/" + here)}", forceLoad: true);
    }
}
