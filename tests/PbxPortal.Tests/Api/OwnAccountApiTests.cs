using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PbxPortal.Accounts;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

/// <summary>What somebody who is signed in does with his own account; the rules are those of the page.</summary>
public sealed class OwnAccountApiTests : IAsyncLifetime
{
    private const string NewPassword = "four other words here";

    private PortalHost _portal = null!;
    private Browser _browser = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        await _portal.AddAccountAsync("maria", new RoleGrant(PortalRole.ReadOnly, 1));
        _browser = await SignedInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Tells_how_one_signs_in_and_where_one_is_signed_in()
    {
        using var other = await SignedInAsync();

        var account = await ReadAsync(await SendAsync("GET", ""));

        Assert.Equal(("maria", false, 0), ((string?)account["name"], (bool)account["hasSecondStep"]!, (int)account["recoveryCodes"]!));
        Assert.Equal([true, false], account["sessions"]!.AsArray().Select(session => (bool)session!["isCurrent"]!).OrderDescending());
        Assert.All(account["sessions"]!.AsArray(), session => Assert.Equal("127.0.0.1", (string?)session!["address"]));
    }

    [Fact]
    public async Task Changes_the_password_and_signs_the_other_browsers_out()
    {
        using var other = await SignedInAsync();

        var answer = await SendAsync("POST", "/password", $$"""{ "current": "{{PortalHost.Password}}", "password": "{{NewPassword}}" }""");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/account")).StatusCode);
        using var again = _portal.Open();
        Assert.Equal(HttpStatusCode.Redirect, (await again.SignInAsync("maria", NewPassword)).StatusCode);
        Assert.Contains(_portal.Audit.Entries, entry => entry is { Actor: "maria", Action: "change own password", Source: "127.0.0.1" });
    }

    [Theory]
    [InlineData("""{ "current": "wrong", "password": "four other words here" }""", "current")]
    [InlineData("""{ "current": "correct horse battery", "password": "short" }""", "password")]
    [InlineData("""{ }""", "current")]
    public async Task Says_which_password_is_wrong(string body, string member)
    {
        var answer = await SendAsync("POST", "/password", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        Assert.NotEmpty(problem["errors"]![member]!.AsArray());
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_account_as_at_the_page()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", "/second-step", """{ "password": "wrong" }""")).StatusCode);
        }

        Assert.NotNull((await _portal.Accounts.FindAsync("MARIA", Cancelled))!.LockedUntil);
        var answer = await SendAsync("POST", "/second-step", $$"""{ "password": "{{PortalHost.Password}}" }""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Sets_up_the_second_step_makes_codes_anew_and_switches_it_off()
    {
        var key = await ReadAsync(await SendAsync("POST", "/second-step", Confirming));
        Assert.StartsWith("otpauth://totp/PbxPortal%3Amaria?secret=", (string?)key["address"], StringComparison.Ordinal);

        var wrong = await SendAsync("POST", "/second-step/confirmation", """{ "code": "000000" }""");
        var codes = await ReadAsync(await SendAsync("POST", "/second-step/confirmation", $$"""{ "code": "{{TotpCode.Now((string)key["text"]!)}}" }"""));
        var account = await ReadAsync(await SendAsync("GET", ""));
        var anew = await ReadAsync(await SendAsync("POST", "/recovery-codes", Confirming));
        var off = await SendAsync("POST", "/second-step/removal", Confirming);

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(10, codes["codes"]!.AsArray().Count);
        Assert.Equal((true, 10), ((bool)account["hasSecondStep"]!, (int)account["recoveryCodes"]!));
        Assert.Empty(codes["codes"]!.AsArray().Select(code => (string)code!).Intersect(anew["codes"]!.AsArray().Select(code => (string)code!), StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NoContent, off.StatusCode);
        Assert.False((bool)(await ReadAsync(await SendAsync("GET", "")))["hasSecondStep"]!);
        Assert.Equal(
            ["switch on second step", "new recovery codes", "switch off second step"],
            _portal.Audit.Entries.Select(entry => entry.Action).Where(action => !action.StartsWith("sign ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Signs_one_browser_out_and_then_all_others()
    {
        using var second = await SignedInAsync();
        using var third = await SignedInAsync();
        var sessions = (await ReadAsync(await _browser.GetAsync("/api/v1/account")))["sessions"]!.AsArray();
        var one = (string)sessions.First(session => !(bool)session!["isCurrent"]!)!["id"]!;

        var ended = await SendAsync("DELETE", $"/sessions/{one}");
        var again = await SendAsync("DELETE", $"/sessions/{one}");
        Assert.Equal(2, (await ReadAsync(await SendAsync("GET", "")))["sessions"]!.AsArray().Count);
        var others = await SendAsync("DELETE", "/sessions");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NoContent), (ended.StatusCode, again.StatusCode, others.StatusCode));
        Assert.True((bool)Assert.Single((await ReadAsync(await SendAsync("GET", "")))["sessions"]!.AsArray())!["isCurrent"]!);
        Assert.Equal(2, _portal.Audit.Entries.Count(entry => entry is { Action: "sign browsers out", Source: "127.0.0.1" }));
    }

    [Fact]
    public async Task Anothers_browser_is_nobodys()
    {
        var foreign = await _portal.SignedInAsync(new RoleGrant(PortalRole.ReadOnly, 1));
        var id = (string)(await ReadAsync(await foreign.GetAsync("/api/v1/account")))["sessions"]![0]!["id"]!;

        var answer = await SendAsync("DELETE", $"/sessions/{id}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await foreign.GetAsync("/api/v1/account")).StatusCode);
    }

    [Fact]
    public async Task A_key_has_no_account_and_another_sites_page_may_not_use_the_cookie()
    {
        var key = await _portal.AddApiKeyAsync("owner", new RoleGrant(PortalRole.Owner, null));
        using var browser = _portal.Open();

        var byKey = await browser.SendAsync(
            HttpMethod.Get, "/api/v1/account", request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key));
        var foreign = await _browser.SendAsync(
            HttpMethod.Delete, "/api/v1/account/sessions", request => request.Headers.Add("Origin", "https://evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, byKey.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    [Fact]
    public async Task A_phone_user_has_an_account_and_reads_who_he_is()
    {
        using var himself = await _portal.PhoneUserAsync(12);

        var account = await ReadAsync(await himself.GetAsync("/api/v1/account"));
        var user = await ReadAsync(await himself.GetAsync("/api/v1/my"));

        Assert.Equal("3516@acme.example", (string?)account["name"]);
        Assert.Equal((12, "3516", "acme.example", 10), ((int)user["id"]!, (string?)user["extension"], (string?)user["domain"], (int)user["maxDevices"]!));
        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.GetAsync("/api/v1/my")).StatusCode);
    }

    private static string Confirming => $$"""{ "password": "{{PortalHost.Password}}" }""";

    private async Task<Browser> SignedInAsync()
    {
        var browser = _portal.Open();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("maria", PortalHost.Password)).StatusCode);
        return browser;
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null) =>
        _browser.SendAsync(new HttpMethod(method), $"/api/v1/account{path}", request =>
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }
}
