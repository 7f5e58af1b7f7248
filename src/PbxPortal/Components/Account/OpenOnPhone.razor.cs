using Microsoft.AspNetCore.Components;
using PbxPortal.Provisioning;

namespace PbxPortal.Components.Account;

/// <summary>What a browser shows that opens the link of a set-up, which only the app may fetch.</summary>
public sealed partial class OpenOnPhone
{
    private PhoneApp? _app;
    private string _code = "";

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Parameter]
    public string Token { get; set; } = "";

    [Inject]
    internal PhoneSetups Setups { get; init; } = null!;

    [Inject]
    internal PublicAddresses Addresses { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        HttpContext.Response.Headers.CacheControl = "no-store";
        HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        _app = await Setups.FindAppAsync(Token, HttpContext.RequestAborted);
        if (_app is null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        var here = new Uri($"{HttpContext.Request.Scheme}://{HttpContext.Request.Host}");
        var link = new Uri(Addresses.Portal(here), $"/p/{Token}");
        _code = _app is LinphoneApp ? LinphoneApp.DeepLinkFor(link) : _app.CodeFor(link);
    }
}
