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

    private string? _failure;
    private bool _isPasswordRight;
    private bool _isDone;

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
        if (Throttle.WhyNot(HttpContext.Connection.RemoteIpAddress) is { } tooMany)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            HttpContext.Response.Headers.RetryAfter = "60";
            _failure = tooMany;
            return;
        }

        try
        {
            var step = await AccountSignIn.TryAsync(Input?.Name?.Trim() ?? "", Input?.Password ?? "", HttpContext.RequestAborted);
            _failure = step is SignInStep.Refused ? Refused : null;
            _isPasswordRight = step is SignInStep.NeedsCode;
            _isDone = step is SignInStep.Done;
        }
        catch (StoreUnavailableException exception)
        {
            // A wrong password that cannot be counted must not be a free try either.
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            _failure = $"Nobody can sign in at present. {exception.Message}";
        }

        Leave();
    }

    // Outside of the block that catches: leaving works by an exception where the page is static.
    private void Leave()
    {
        if (_isDone)
        {
            Navigation.NavigateTo(LocalUrl.OrHome(ReturnUrl));
        }
        else if (_isPasswordRight)
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
                "/sign-in/code", new Dictionary<string, object?>(StringComparer.Ordinal) { ["returnUrl"] = ReturnUrl }));
        }
    }
}
