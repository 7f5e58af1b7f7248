using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Account;

/// <summary>Asks for name and password, and leads back to the page that wanted a sign-in.</summary>
public sealed partial class SignIn
{
    // One text for every cause, or it would tell which accounts exist.
    private const string Refused =
        "Name and password do not match an account that may sign in. After five wrong passwords an account is locked for five minutes.";

    private const string TooMany = "Too many tries from your address. Wait a minute, then try again.";

    private string? _failure;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public SignInInput? Input { get; set; }

    [Inject]
    internal AccountSignIn AccountSignIn { get; init; } = null!;

    [Inject]
    internal SignInThrottle Throttle { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        if (HttpContext.User.Identity?.IsAuthenticated is true && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            Navigation.NavigateTo(LocalUrl.OrHome(ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        if (!Throttle.MayTry(HttpContext.Connection.RemoteIpAddress))
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            HttpContext.Response.Headers.RetryAfter = "60";
            _failure = TooMany;
            return;
        }

        _failure = await TryAsync();
        if (_failure is null)
        {
            Navigation.NavigateTo(LocalUrl.OrHome(ReturnUrl));
        }
    }

    /// <returns>Why not; <c>null</c>: signed in.</returns>
    private async Task<string?> TryAsync()
    {
        try
        {
            var isSignedIn = await AccountSignIn.TryAsync(
                Input?.Name?.Trim() ?? "", Input?.Password ?? "", HttpContext.RequestAborted);
            return isSignedIn ? null : Refused;
        }
        catch (StoreUnavailableException exception)
        {
            // A wrong password that cannot be counted must not be a free try either.
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return $"Nobody can sign in at present. {exception.Message}";
        }
    }
}
