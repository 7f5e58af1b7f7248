using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Account;

/// <summary>Asks for the code of the authenticator app, after the password was right.</summary>
public sealed partial class SignInCode
{
    private const string Refused = "This code is not right, or was used already. After five wrong ones the account is locked for five minutes.";
    private string? _failure;
    private bool _isWaiting;
    private bool _isDone;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "code")]
    public SignInCodeInput? Input { get; set; }

    [Inject]
    internal AccountSignIn AccountSignIn { get; init; } = null!;

    [Inject]
    internal SignInThrottle Throttle { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync() => _isWaiting = await AccountSignIn.IsWaitingForCodeAsync();

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
            _isDone = await AccountSignIn.TryCodeAsync(Input?.Code ?? "", HttpContext.RequestAborted) is SignInStep.Done;
            _failure = Refused;
        }
        catch (StoreUnavailableException exception)
        {
            // A code that cannot be counted as used must not be a free try either.
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            _failure = $"Nobody can sign in at present. {exception.Message}";
        }

        // Outside of the block that catches: leaving works by an exception where the page is static.
        if (_isDone)
        {
            Navigation.NavigateTo(LocalUrl.OrHome(ReturnUrl));
        }
    }
}
