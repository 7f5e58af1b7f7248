using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PbxPortal.Accounts;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

public sealed class UserSignInApiTests : IAsyncLifetime
{
    private const string Address = "/api/v1/users/12/portal-sign-in";

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Invites_a_user_who_then_can_sign_in_and_takes_it_away()
    {
        var key = await _portal.AddApiKeyAsync("crm", new RoleGrant(PortalRole.Admin, FakeDirectory.Acme.Id));

        var link = (string)(await ReadAsync(await SendAsync(key, HttpMethod.Post, Address)))["link"]!;
        var invited = await ReadAsync(await SendAsync(key, HttpMethod.Get, Address));
        using var browser = _portal.Open();
        await browser.SubmitAsync(new Uri(link).PathAndQuery, ("Input.Password", PortalHost.Password), ("Input.Repeated", PortalHost.Password));
        var signedIn = await ReadAsync(await SendAsync(key, HttpMethod.Get, Address));
        var removed = await SendAsync(key, HttpMethod.Delete, Address);
        var again = await SendAsync(key, HttpMethod.Delete, Address);

        Assert.Null((string?)invited["name"]);
        Assert.NotNull(invited["invitedUntil"]);
        Assert.Equal(("3516@acme.example", null), ((string?)signedIn["name"], (string?)signedIn["invitedUntil"]));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/my")).StatusCode);
        Assert.Contains(_portal.Audit.Entries, entry => entry is { Actor: "3516@acme.example", Action: "choose own portal password", Source: "127.0.0.1" });
    }

    [Fact]
    public async Task A_user_of_another_domain_is_nobody()
    {
        var key = await _portal.AddApiKeyAsync("crm", new RoleGrant(PortalRole.Admin, FakeDirectory.Globex.Id));

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(key, HttpMethod.Post, Address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(key, HttpMethod.Get, Address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(key, HttpMethod.Delete, Address)).StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string key, HttpMethod method, string path)
    {
        using var browser = _portal.Open();
        return await browser.SendAsync(method, path, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key));
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }
}
