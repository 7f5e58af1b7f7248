using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Account;

/// <summary>Where the link of an invitation leads: a phone user chooses his portal password and is signed in.</summary>
public sealed partial class Welcome
{
    private ImmutableArray<Mistake> _mistakes = [];
    private User? _user;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromQuery(Name = "token")]
    public string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "welcome")]
    public SetupInput? Input { get; set; }

    [Inject]
    internal UserSignIns SignIns { get; init; } = null!;

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
        if (_user is not { } user)
        {
            return;
        }

        if (Throttle.WhyNot(HttpContext.Connection.RemoteIpAddress) is { } tooMany)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _mistakes = [new Mistake("", tooMany)];
            return;
        }

        var password = Input?.Password ?? "";
        if (!string.Equals(password, Input?.Repeated, StringComparison.Ordinal))
        {
            _mistakes = [new Mistake("Repeated", "The two passwords differ. Type both again.")];
            return;
        }

        (var account, _mistakes) = await SignIns.AcceptAsync(
            Token ?? "", user, password, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted);
        if (account is { HasSecondFactor: true })
        {
            Navigation.NavigateTo("/sign-in"); // The link stands for the password, not for the code.
        }
        else if (account is not null)
        {
            await AccountSignIn.SignInAsync(account, HttpContext.RequestAborted);
            Navigation.NavigateTo("/my");
        }
        else if (_mistakes.IsEmpty)
        {
            await LookAsync(); // Used or replaced while the form was filled in.
        }
    }

    private async Task LookAsync()
    {
        _user = await SignIns.FindInvitedAsync(Token, HttpContext.RequestAborted);
        HttpContext.Response.StatusCode = _user is null ? StatusCodes.Status410Gone : StatusCodes.Status200OK;
    }

    private string? MistakeOf(string field) =>
        _mistakes.FirstOrDefault(mistake => string.Equals(mistake.Field, field, StringComparison.Ordinal))?.Message;
}
