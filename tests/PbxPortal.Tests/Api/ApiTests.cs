using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Api;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

public sealed class ApiTests
{
    private static readonly RoleGrant HelpDeskOfAcme = new(PortalRole.HelpDesk, FakeDirectory.Acme.Id);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "101,102,103")]
    [InlineData("?domain=ACME.example", "101,102,103")]
    [InlineData("?user=3516", "101,102")]
    [InlineData("?status=keptOut", "102")]
    [InlineData("?user=9&status=online", "103")]
    [InlineData("?domain=globex.example", "")]
    public async Task Lists_the_registrations_of_the_domains_one_may_see(string query, string ids)
    {
        await using var portal = await StartAsync();

        var rows = await ReadAsync(await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Get, $"/api/v1/registrations{query}"));

        Assert.Equal(ids, string.Join(',', rows!.AsArray().Select(row => (long)row!["id"]!).Order()));
    }

    [Fact]
    public async Task Writes_a_registration_in_camel_case_with_words_for_enums()
    {
        await using var portal = await StartAsync();

        var row = await ReadAsync(await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Get, "/api/v1/registrations/101"));

        Assert.Equal(
            ("acme.example", "3516", "desk", "online", "udp", 3600),
            ((string?)row!["domain"], (string?)row["extension"], (string?)row["class"], (string?)row["status"], (string?)row["transport"],
                (int)row["grantedSeconds"]!));
    }

    [Theory]
    [InlineData("reboot", "Reboot 101")]
    [InlineData("checkSync", "CheckSync 101")]
    public async Task Tells_a_device_and_says_what_it_answered(string notice, string told)
    {
        await using var portal = await StartAsync();

        var answer = await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Post, $"/api/v1/devices/101/notify?notice={notice}");
        var row = await ReadAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ("answered", true, "check-sync;reboot=true", 200, "OK", 12.3),
            ((string?)row!["result"], (bool)row["isAccepted"]!, (string?)row["event"], (int)row["statusCode"]!, (string?)row["reasonPhrase"], (double)row["rtt"]!));
        Assert.Equal([told], portal.Notifier.Notices);
    }

    [Theory]
    [InlineData("/api/v1/devices/101/notify", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/devices/101/notify?notice=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/devices/4711/notify?notice=reboot", HttpStatusCode.NotFound)]
    public async Task Says_what_is_wrong_with_a_notice(string path, HttpStatusCode expected)
    {
        await using var portal = await StartAsync();

        var answer = await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Post, path);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(portal.Notifier.Notices);
    }

    [Fact]
    public async Task A_device_that_cannot_be_told_is_a_conflict_with_the_reason()
    {
        await using var portal = await StartAsync();
        portal.Notifier.Outcome = new NoticeOutcome(NoticeResult.NotSent, "", ReasonPhrase: "It is not known how a Zoiper is told.");

        var answer = await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Post, "/api/v1/devices/101/notify?notice=reboot");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("It is not known how a Zoiper is told.", (string?)(await ReadAsync(answer))!["detail"]);
    }

    [Fact]
    public async Task A_reader_may_not_tell_a_device()
    {
        await using var portal = await StartAsync();

        var answer = await SendAsync(
            portal, new RoleGrant(PortalRole.ReadOnly, FakeDirectory.Acme.Id), HttpMethod.Post, "/api/v1/devices/101/notify?notice=reboot");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(portal.Notifier.Notices);
    }

    [Fact]
    public async Task A_device_that_is_not_asked_has_no_reach()
    {
        await using var portal = await StartAsync();

        var answer = await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Get, "/api/v1/devices/101/reach");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Logs_out_and_allows_a_device_of_its_domain()
    {
        await using var portal = await StartAsync();
        var key = await portal.AddApiKeyAsync("orders", HelpDeskOfAcme);

        var loggedOut = await SendAsync(portal, key, HttpMethod.Delete, "/api/v1/registrations/101?keepOut=untilAllowed");
        var allowed = await SendAsync(portal, key, HttpMethod.Post, "/api/v1/registrations/101/allow");

        Assert.Equal(HttpStatusCode.OK, loggedOut.StatusCode);
        Assert.True((bool)(await ReadAsync(loggedOut))!["isKeptOut"]!);
        Assert.True((bool)(await ReadAsync(allowed))!["wasKeptOut"]!);
        Assert.Equal(["log out 101 by API key orders", "allow 101 by API key orders"], portal.Devices.Orders);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/registrations/201", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/registrations/201/allow", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/registrations/201", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/registrations/abc", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/registrations/101?keepOut=forever", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/registrations?status=7", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/registrations?status=fine", HttpStatusCode.BadRequest)]
    public async Task Says_what_is_wrong_as_a_problem(string method, string path, HttpStatusCode status)
    {
        await using var portal = await StartAsync();

        await AssertProblemAsync(await SendAsync(portal, HelpDeskOfAcme, new HttpMethod(method), path), status);
        Assert.Empty(portal.Devices.Orders);
    }

    [Theory]
    [InlineData("GET", "/api/v1/registrations", PortalRole.ReadOnly)]
    [InlineData("GET", "/api/v1/registrations/101", PortalRole.ReadOnly)]
    [InlineData("GET", "/api/v1/users", PortalRole.ReadOnly)]
    [InlineData("GET", "/api/v1/domains", PortalRole.ReadOnly)]
    [InlineData("DELETE", "/api/v1/registrations/101", PortalRole.HelpDesk)]
    [InlineData("POST", "/api/v1/registrations/101/allow", PortalRole.HelpDesk)]
    public async Task Asks_for_the_role_of_the_command(string method, string path, PortalRole needed)
    {
        await using var portal = await StartAsync();

        foreach (var role in Enum.GetValues<PortalRole>())
        {
            var answer = await SendAsync(portal, new RoleGrant(role, null), new HttpMethod(method), path);
            if (role >= needed)
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            else
            {
                await AssertProblemAsync(answer, HttpStatusCode.Forbidden);
            }
        }
    }

    [Theory]
    [InlineData("/api/v1/registrations")]
    [InlineData("/api/v1/nothing")]
    public async Task Asks_nobody_to_sign_in_with_a_page(string path)
    {
        await using var portal = await StartAsync();
        using var browser = portal.Open();

        await AssertProblemAsync(await browser.GetAsync(path), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Knows_no_key_that_was_revoked_or_never_made()
    {
        await using var portal = await StartAsync();
        var key = await portal.AddApiKeyAsync("billing", HelpDeskOfAcme);

        var good = await SendAsync(portal, key, HttpMethod.Get, "/api/v1/domains");
        await portal.Services.GetRequiredService<ApiKeyStore>().RevokeAsync("billing", DateTimeOffset.UnixEpoch, Cancelled);

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        await AssertProblemAsync(await SendAsync(portal, key, HttpMethod.Get, "/api/v1/domains"), HttpStatusCode.Unauthorized);
        await AssertProblemAsync(await SendAsync(portal, Secrets.NewApiKey(), HttpMethod.Get, "/api/v1/domains"), HttpStatusCode.Unauthorized);
        Assert.NotNull((await portal.Services.GetRequiredService<ApiKeyStore>().ListAsync(Cancelled))[0].LastUsedAt);
    }

    [Fact]
    public async Task Takes_no_key_from_the_address()
    {
        await using var portal = await StartAsync();
        var key = await portal.AddApiKeyAsync("billing", HelpDeskOfAcme);
        using var browser = portal.Open();

        await AssertProblemAsync(await browser.GetAsync($"/api/v1/domains?access_token={key}"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Takes_a_cookie_from_its_own_pages_and_from_no_other_site()
    {
        await using var portal = await StartAsync();
        using var browser = await portal.SignedInAsync(HelpDeskOfAcme);

        var own = await browser.SendAsync(
            HttpMethod.Delete, "/api/v1/registrations/101", request => request.Headers.Add("Origin", $"http://{portal.Address.Authority}"));
        var foreign = await browser.SendAsync(
            HttpMethod.Delete, "/api/v1/registrations/101", request => request.Headers.Add("Origin", "https://other.example"));
        var hub = await browser.SendAsync(
            HttpMethod.Post, "/hubs/registrations/negotiate", request => request.Headers.Add("Origin", "null"));

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        await AssertProblemAsync(foreign, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, hub.StatusCode);
        Assert.Single(portal.Devices.Orders);
    }

    [Fact]
    public async Task Lists_users_and_domains_that_one_may_see()
    {
        await using var portal = await StartAsync();

        var users = await ReadAsync(await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Get, "/api/v1/users"));
        var domains = await ReadAsync(await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Get, "/api/v1/domains"));

        Assert.Equal(["9", "3516"], users!.AsArray().Select(user => (string?)user!["extension"]));
        Assert.Equal("+498912345678", (string?)users[0]!["phoneNumbers"]![0]);
        Assert.Equal(["acme.example"], domains!.AsArray().Select(domain => (string?)domain!["name"]));
    }

    [Fact]
    public async Task Says_503_while_the_store_takes_no_changes()
    {
        await using var portal = await StartAsync();
        portal.Devices.Failure = new StoreUnavailableException("The disk is full.");

        var answer = await SendAsync(portal, HelpDeskOfAcme, HttpMethod.Delete, "/api/v1/registrations/101");

        await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Is_ready_when_the_store_and_every_other_check_are_well()
    {
        var sip = new FakeReadiness { Reason = "The SIP server does not listen yet." };
        await using var portal = await PortalHost.StartAsync(configure: services => services.AddSingleton<IReadinessCheck>(sip));
        using var browser = portal.Open();
        var health = portal.Services.GetRequiredService<StoreHealth>();

        var starting = await browser.GetAsync("/health/ready");
        sip.Reason = null;
        var ready = await browser.GetAsync("/health/ready");
        health.ReportFailure("The disk is full.");
        var failing = await browser.GetAsync("/health/ready");
        var live = await browser.GetAsync("/health/live");

        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK],
            [starting.StatusCode, ready.StatusCode, failing.StatusCode, live.StatusCode]);
        Assert.Equal("The disk is full.", (string?)(await ReadAsync(failing))!["detail"]);
    }

    private static async Task<PortalHost> StartAsync()
    {
        var portal = await PortalHost.StartAsync();
        portal.Feed.Add(FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516"));
        portal.Feed.Add(FakeFeed.Phone(102, 12, FakeDirectory.Acme.Id, "acme.example", "3516") with { Status = DeviceStatus.KeptOut });
        portal.Feed.Add(FakeFeed.Phone(103, 11, FakeDirectory.Acme.Id, "acme.example", "9"));
        portal.Feed.Add(FakeFeed.Phone(201, 21, FakeDirectory.Globex.Id, "globex.example", "200"));
        return portal;
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost portal, RoleGrant grant, HttpMethod method, string path)
    {
        var key = await portal.AddApiKeyAsync($"test{Guid.NewGuid():n}", grant);
        return await SendAsync(portal, key, method, path);
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost portal, string apiKey, HttpMethod method, string path)
    {
        using var browser = portal.Open();
        return await browser.SendAsync(
            method, path, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey));
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled), documentOptions: new JsonDocumentOptions());

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty((string)(await ReadAsync(answer))!["detail"]!);
    }

    private sealed class FakeReadiness : IReadinessCheck
    {
        public string? Reason { get; set; }

        public string? WhyNotReady() => Reason;
    }
}
