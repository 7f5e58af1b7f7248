using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Account;

/// <summary>Where somebody lands who is signed in but lacks the role.</summary>
public sealed partial class AccessDenied
{
    private string? _name;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    protected override void OnInitialized()
    {
        HttpContext.Response.StatusCode = StatusCodes.Status403Forbidden;
        _name = HttpContext.User.Identity?.IsAuthenticated is true ? HttpContext.User.Identity.Name : null;
    }
}
