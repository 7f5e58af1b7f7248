using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PbxPortal.Accounts;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Provisioning;

/// <summary>The link of a set-up over HTTP, and set-ups over the API.</summary>
public sealed class ProvisioningEndpointTests : IAsyncLifetime
{
    private static readonly RoleGrant AdminOfAcme = new(PortalRole.Admin, FakeDirectory.Acme.Id);

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task An_app_gets_its_settings_once_and_then_410()
    {
        var link = await LinkAsync("linphone");
        using var app = _portal.Open();

        var first = await app.GetAsync(link);
        var second = await app.GetAsync(link);

        Assert.Equal((HttpStatusCode.OK, "application/xml"), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        Assert.Contains("auth_info_0", await first.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal("no-store", first.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", Assert.Single(first.Headers.GetValues("Referrer-Policy")));
        Assert.Equal(HttpStatusCode.Gone, second.StatusCode);
        Assert.Contains("Make a new one", await second.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal("no-store", second.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task What_never_was_a_link_is_404()
    {
        using var app = _portal.Open();

        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/p/AAAAAAAAAAAAAAAAAAAAAA")).StatusCode);
    }

    [Theory]
    [InlineData("Accept", "text/html,application/xhtml+xml")]
    [InlineData("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")]
    [InlineData("User-Agent", "WhatsApp/2.23.20.0")]
    [InlineData("User-Agent", "Slackbot-LinkExpanding 1.0")]
    public async Task A_browser_or_a_preview_does_not_use_the_link_up(string header, string value)
    {
        var link = await LinkAsync("linphone");
        using var browser = _portal.Open();

        var looked = await browser.SendAsync(HttpMethod.Get, link, request => request.Headers.TryAddWithoutValidation(header, value));
        var page = await browser.GetAsync(looked.Headers.Location!.ToString());
        var fetched = await browser.GetAsync(link);
        var pageAfterwards = await browser.GetAsync(looked.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.Redirect, looked.StatusCode);
        var document = await Browser.ReadAsync(page);
        Assert.Equal("Set up Linphone", document.QuerySelector("h1")?.TextContent);
        Assert.Equal($"linphone-config:{_portal.Address.GetLeftPart(UriPartial.Authority)}{link}", document.QuerySelector("a")?.GetAttribute("href"));
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, pageAfterwards.StatusCode);
    }

    [Fact]
    public async Task An_app_that_says_so_is_no_browser()
    {
        var link = await LinkAsync("linphone");
        using var app = _portal.Open();

        var answer = await app.SendAsync(HttpMethod.Get, link, request =>
        {
            request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0");
            request.Headers.TryAddWithoutValidation("X-Linphone-Provisioning", "1");
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Neither_token_nor_password_is_logged_or_kept_in_the_audit()
    {
        var link = await LinkAsync("linphone");
        var manual = await CreateAsync("""{ "app": "other" }""");
        using var app = _portal.Open();
        await app.GetAsync(link);
        await app.GetAsync(link);

        var secrets = new[] { link["/p/".Length..], (string)manual["password"]! };
        Assert.All(_portal.Log.Lines, line => Assert.DoesNotContain(secrets, secret => line.Contains(secret, StringComparison.Ordinal)));
        var audit = _portal.FromOutside(connection => Dapper.SqlMapper.Query<string>(
            connection, "SELECT actor || action || subject || old_value || new_value FROM audit;").ToList());
        Assert.NotEmpty(audit);
        Assert.All(audit, line => Assert.DoesNotContain(secrets, secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_API_makes_one_tells_where_it_stands_and_takes_it_back()
    {
        var made = await CreateAsync("""{ "app": "linphone", "transport": "tls" }""");
        var id = (long)made["setup"]!["id"]!;
        var path = $"/api/v1/users/12/setups/{id}";

        Assert.Equal((string?)made["code"], (string?)made["link"]);
        Assert.Null(made["password"]);
        Assert.Equal($"tls:{_portal.Address.Host}:5061", (string?)made["setup"]!["server"]);
        Assert.Equal("waiting", (string?)(await ReadAsync(await SendAsync(HttpMethod.Get, path)))!["stage"]);
        using var app = _portal.Open();
        await app.GetAsync(new Uri((string)made["link"]!).AbsolutePath);
        var opened = await ReadAsync(await SendAsync(HttpMethod.Get, path));
        Assert.Equal(("opened", "127.0.0.1"), ((string?)opened!["stage"], (string?)opened["openedFrom"]));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, path)).StatusCode);
        Assert.Equal(
            ["cancelled"],
            (await ReadAsync(await SendAsync(HttpMethod.Get, "/api/v1/users/12/setups")))!.AsArray().Select(row => (string?)row!["stage"]));
    }

    [Fact]
    public async Task The_API_names_the_apps()
    {
        var apps = (await ReadAsync(await SendAsync(HttpMethod.Get, "/api/v1/phone-apps")))!.AsArray();

        Assert.Equal(
            ["linphone", "groundwire", "grandstream-wave", "sipnetic", "sessiontalk", "other"], apps.Select(app => (string?)app!["id"]));
    }

    [Theory]
    [InlineData("{}", "'app' is one of linphone, groundwire,")]
    [InlineData("""{ "app": "zoiper" }""", "'app' is one of linphone, groundwire,")]
    [InlineData("""{ "app": "linphone", "transport": "udp" }""", "'transport' is one of tls, or left out.")]
    [InlineData("""{ "app": "grandstream-wave" }""", "Grandstream Wave speaks UDP only")]
    [InlineData("""{ "name": "x" }""", "'name' is not known here.")]
    public async Task The_API_says_what_is_wrong(string body, string expected)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/12/setups", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (string?)(await ReadAsync(answer))!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_of_another_domain_is_nobody_and_a_help_desk_may_not()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Post, "/api/v1/users/21/setups", """{ "app": "linphone" }""")).StatusCode);

        using var helpDesk = await _portal.SignedInAsync(new RoleGrant(PortalRole.HelpDesk, null));
        Assert.Equal(HttpStatusCode.Forbidden, (await helpDesk.SendAsync(HttpMethod.Get, "/api/v1/users/12/setups")).StatusCode);
    }

    private async Task<string> LinkAsync(string app) =>
        new Uri((string)(await CreateAsync($$"""{ "app": "{{app}}" }"""))["link"]!).AbsolutePath;

    private async Task<JsonNode> CreateAsync(string body)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/12/setups", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await ReadAsync(answer))!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        var key = await _portal.AddApiKeyAsync($"key{Guid.NewGuid():n}", AdminOfAcme);
        using var browser = _portal.Open();
        return await browser.SendAsync(method, path, request =>
        {
            request.Headers.Authorization = new("Bearer", key);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        });
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled));
}
