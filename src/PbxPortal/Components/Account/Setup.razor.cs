using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Components.Account;

/// <summary>Where the one-time link leads: creates the first owner and signs him in.</summary>
public sealed partial class Setup
{
    private SetupLinkState _state = SetupLinkState.WrongOrExpired;
    private ImmutableArray<Mistake> _mistakes = [];
    private string? _failure;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "token")]
    public string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "setup")]
    public SetupInput? Input { get; set; }

    [Inject]
    internal SetupLink Link { get; init; } = null!;

    [Inject]
    internal AccountCreation Creation { get; init; } = null!;

    [Inject]
    internal AccountSignIn AccountSignIn { get; init; } = null!;

    [Inject]
    internal SignInThrottle Throttle { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        // The address holds the token: it goes into no cache and to no other page.
        HttpContext.Response.Headers.CacheControl = "no-store";
        HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        await LookAsync();
    }

    private async Task SubmitAsync()
    {
        if (_state is not SetupLinkState.Good)
        {
            return;
        }

        if (Throttle.WhyNot(HttpContext.Connection.RemoteIpAddress) is { } tooMany)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _failure = tooMany;
            return;
        }

        var password = Input?.Password ?? "";
        if (!string.Equals(password, Input?.Repeated, StringComparison.Ordinal))
        {
            _mistakes = [new Mistake("Repeated", "The two passwords differ. Type both again.")];
            return;
        }

        (var owner, _mistakes) = await Creation.AddFirstOwnerAsync(
            Token ?? "", Input?.Name?.Trim() ?? "", password, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted);
        if (owner is not null)
        {
            await AccountSignIn.SignInAsync(owner, HttpContext.RequestAborted);
            Navigation.NavigateTo("/");
        }
        else if (_mistakes.IsEmpty)
        {
            // Somebody else was quicker, or the hour ended while the form was filled in.
            await LookAsync();
        }
    }

    private async Task LookAsync()
    {
        _state = await Link.CheckAsync(Token, HttpContext.RequestAborted);
        HttpContext.Response.StatusCode = _state is SetupLinkState.Good ? StatusCodes.Status200OK : StatusCodes.Status410Gone;
    }

    private string? MistakeOf(string field) =>
        _mistakes.FirstOrDefault(mistake => string.Equals(mistake.Field, field, StringComparison.Ordinal))?.Message;
}
