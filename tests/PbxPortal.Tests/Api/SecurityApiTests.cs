using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PbxPortal.Accounts;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

public sealed class SecurityApiTests
{
    private static readonly RoleGrant Administrator = new(PortalRole.Admin, null);
    private static readonly RoleGrant AdministratorOfAcme = new(PortalRole.Admin, FakeDirectory.Acme.Id);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bans_lists_and_unbans_an_address()
    {
        await using var portal = await PortalHost.StartAsync();
        var key = await portal.AddApiKeyAsync("wall", Administrator);

        var banned = await SendAsync(portal, key, "POST", "/api/v1/bans", """{ "network": "203.0.113.7", "minutes": 60, "reason": "guesses" }""");
        var rows = await ReadAsync(await SendAsync(portal, key, "GET", "/api/v1/bans"));
        var unbanned = await SendAsync(portal, key, "DELETE", "/api/v1/bans/203.0.113.7");
        var again = await SendAsync(portal, key, "DELETE", "/api/v1/bans/203.0.113.7");

        Assert.Equal(HttpStatusCode.Created, banned.StatusCode);
        var row = Assert.Single(rows!.AsArray())!;
        Assert.Equal(
            ("203.0.113.7", null, "guesses", "API key wall", "2026-08-20T13:00:00+00:00"),
            ((string?)row["network"], (string?)row["user"], (string?)row["reason"], (string?)row["by"], (string?)row["until"]));
        Assert.Equal(HttpStatusCode.NoContent, unbanned.StatusCode);
        await AssertProblemAsync(again, HttpStatusCode.NotFound);
        Assert.Equal(["ban", "unban"], portal.Audit.Entries.Select(entry => entry.Action));
        Assert.All(portal.Audit.Entries, entry => Assert.Equal(("API key wall", "203.0.113.7"), (entry.Actor, entry.Subject)));
    }

    [Fact]
    public async Task Adds_lists_and_removes_an_allowed_network()
    {
        await using var portal = await PortalHost.StartAsync();
        var key = await portal.AddApiKeyAsync("wall", Administrator);

        var added = await SendAsync(portal, key, "POST", "/api/v1/allowed-networks", """{ "network": "192.0.2.0/24", "remark": "head office" }""");
        var rows = await ReadAsync(await SendAsync(portal, key, "GET", "/api/v1/allowed-networks"));
        var removed = await SendAsync(portal, key, "DELETE", "/api/v1/allowed-networks/192.0.2.0/24");

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("head office", (string?)Assert.Single(rows!.AsArray())!["remark"]);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(["allow 192.0.2.0/24 head office by API key wall", "disallow 192.0.2.0/24"], portal.Admission.Orders);
    }

    [Theory]
    [InlineData("POST", "/api/v1/bans", """{ "network": "127.0.0.0/8" }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", """{ "network": "198.51.100.1" }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", """{ "network": "pbx.example" }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", """{ "network": "203.0.113.7", "minutes": 0 }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", """{ "minutes": "an hour" }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", "not JSON", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/bans", null, HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/api/v1/bans/pbx.example", null, HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/allowed-networks", """{ "network": "192.0.2.7/24" }""", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/api/v1/allowed-networks/192.0.2.0/24", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/blocks", """{ "deviceId": 101, "keepOut": "no" }""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v1/blocks", """{ "deviceId": 999 }""", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/blocks/999", null, HttpStatusCode.NotFound)]
    public async Task Says_what_is_wrong_as_a_problem(string method, string path, string? body, HttpStatusCode status)
    {
        await using var portal = await PortalHost.StartAsync();
        portal.Admission.Exempt.Add("198.51.100.1");
        var key = await portal.AddApiKeyAsync("wall", Administrator);

        await AssertProblemAsync(await SendAsync(portal, key, method, path, body), status);

        Assert.Empty(portal.Audit.Entries);
    }

    [Theory]
    [InlineData("GET", "/api/v1/bans", null)]
    [InlineData("POST", "/api/v1/bans", """{ "network": "203.0.113.7" }""")]
    [InlineData("DELETE", "/api/v1/bans/203.0.113.7", null)]
    [InlineData("GET", "/api/v1/allowed-networks", null)]
    [InlineData("POST", "/api/v1/allowed-networks", """{ "network": "192.0.2.0/24" }""")]
    [InlineData("DELETE", "/api/v1/allowed-networks/192.0.2.0/24", null)]
    public async Task What_concerns_the_whole_server_is_for_administrators_of_all_of_it(string method, string path, string? body)
    {
        await using var portal = await PortalHost.StartAsync();
        var ofAcme = await portal.AddApiKeyAsync("acme", AdministratorOfAcme);
        var helpDesk = await portal.AddApiKeyAsync("help", new RoleGrant(PortalRole.HelpDesk, null));

        await AssertProblemAsync(await SendAsync(portal, ofAcme, method, path, body), HttpStatusCode.Forbidden);
        await AssertProblemAsync(await SendAsync(portal, helpDesk, method, path, body), HttpStatusCode.Forbidden);

        Assert.Empty(portal.Admission.Orders);
    }

    [Fact]
    public async Task Lists_keeps_out_and_allows_devices_of_its_domains()
    {
        await using var portal = await PortalHost.StartAsync();
        portal.Feed.Add(FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516"));
        portal.Feed.Add(FakeFeed.Phone(102, 12, FakeDirectory.Acme.Id, "acme.example", "3516") with { Status = DeviceStatus.KeptOut });
        portal.Feed.Add(FakeFeed.Phone(201, 21, FakeDirectory.Globex.Id, "globex.example", "200") with { Status = DeviceStatus.KeptOut });
        var key = await portal.AddApiKeyAsync("acme", AdministratorOfAcme);

        var rows = await ReadAsync(await SendAsync(portal, key, "GET", "/api/v1/blocks"));
        var blocked = await SendAsync(portal, key, "POST", "/api/v1/blocks", """{ "deviceId": 101 }""");
        var allowed = await SendAsync(portal, key, "DELETE", "/api/v1/blocks/102");

        Assert.Equal(102, (long)Assert.Single(rows!.AsArray())!["id"]!);
        Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);
        Assert.True((bool)(await ReadAsync(blocked))!["isKeptOut"]!);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(["log out 101 by API key acme", "allow 102 by API key acme"], portal.Devices.Orders);
    }

    [Fact]
    public async Task The_address_of_an_administrators_browser_is_remembered_and_that_of_others_is_not()
    {
        await using var portal = await PortalHost.StartAsync();
        var addresses = (AdministratorAddresses)portal.Services.GetService(typeof(AdministratorAddresses))!;
        var here = PbxPortal.Server.Admission.SourceNetwork.Of(PbxPortal.Sip.Transport.PeerAddress.From(IPAddress.Loopback, 0));

        using var helpDesk = await portal.SignedInAsync(new RoleGrant(PortalRole.HelpDesk, null));
        await helpDesk.GetAsync("/api/v1/blocks");
        var afterHelpDesk = addresses.Contains(here);
        using var administrator = await portal.SignedInAsync(AdministratorOfAcme);
        await administrator.GetAsync("/api/v1/blocks");

        Assert.False(afterHelpDesk);
        Assert.True(addresses.Contains(here));
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost portal, string apiKey, string method, string path, string? body = null)
    {
        using var browser = portal.Open();
        return await browser.SendAsync(new HttpMethod(method), path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        });
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled));

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty((string)(await ReadAsync(answer))!["detail"]!);
    }
}
