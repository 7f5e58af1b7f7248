using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Components.Fakes;
using FakeDirectory = PbxPortal.Tests.Accounts.FakeDirectory;
using FakeFeed = PbxPortal.Tests.Accounts.FakeFeed;

namespace PbxPortal.Tests.Api;

/// <summary>Users, many users, API keys, accounts, audit and events over the HTTP API.</summary>
public sealed class UserApiTests : IAsyncLifetime
{
    private readonly FakeUserAdministration _users = new();
    private readonly FakeUserBatch _batch = new();
    private PortalHost _portal = null!;
    private string _key = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync(configure: services =>
        {
            services.AddSingleton<IUserAdministration>(_users);
            services.AddSingleton<IUserBatch>(_batch);
        });
        _key = await _portal.AddApiKeyAsync("owner", new RoleGrant(PortalRole.Owner, DomainId: null));
        _portal.Feed.Add(FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516"));
        _portal.Feed.Add(FakeFeed.Phone(103, 11, FakeDirectory.Acme.Id, "acme.example", "9") with { Status = DeviceStatus.Failing });
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("", "9 3516 200")]
    [InlineData("?domain=acme.example", "9 3516")]
    [InlineData("?q=reception", "3516")]
    [InlineData("?state=failing", "9")]
    [InlineData("?state=failing,noDevice", "9 200")]
    [InlineData("?reachable=no", "200")]
    [InlineData("?after=11", "3516 200")]
    public async Task Lists_the_users_that_match(string query, string extensions)
    {
        var rows = await ReadAsync(await SendAsync("GET", $"/api/v1/users{query}"));

        Assert.Equal(extensions, string.Join(' ', rows.AsArray().Select(row => (string?)row!["extension"])));
    }

    [Fact]
    public async Task Writes_how_a_user_stands()
    {
        var row = await ReadAsync(await SendAsync("GET", "/api/v1/users/11"));

        Assert.Equal(("failing", 1, 1), ((string?)row["state"], (int)row["devices"]!, (int)row["reachable"]!));
    }

    [Fact]
    public async Task Leads_from_page_to_page_to_the_last()
    {
        var ids = new List<long>();
        var address = "/api/v1/users?limit=2&domain=";
        while (address.Length > 0)
        {
            var answer = await SendAsync("GET", address);
            ids.AddRange((await ReadAsync(answer)).AsArray().Select(row => (long)row!["id"]!));
            address = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : "";
        }

        Assert.Equal([11, 12, 21], ids);
    }

    [Theory]
    [InlineData("GET", "/api/v1/users?state=fine", null, "state is one or more of failing")]
    [InlineData("GET", "/api/v1/users?reachable=perhaps", null, "reachable is yes or no")]
    [InlineData("GET", "/api/v1/users?limit=0", null, "limit is a number between 1 and 1000")]
    [InlineData("GET", "/api/v1/events?kind=1", null, "kind is one or more of registered")]
    [InlineData("GET", "/api/v1/search", null, "Say what to look for.")]
    [InlineData("POST", "/api/v1/users", """{ "domain": "nowhere.example", "extension": "1" }""", "There is no domain 'nowhere.example'")]
    [InlineData("POST", "/api/v1/users", """{ "isEnabled": "yes" }""", "'isEnabled' must be true or false.")]
    [InlineData("POST", "/api/v1/users/batch", """{ "action": "promote", "userIds": [ 1 ] }""", "action is enable, disable")]
    [InlineData("POST", "/api/v1/users/batch", """{ "action": "enable" }""", "Name the users either by userIds or by filter.")]
    [InlineData("POST", "/api/v1/users/batch", """{ "action": "enable", "userIds": [ 1 ], "filter": "" }""", "Name the users either")]
    [InlineData("POST", "/api/v1/users/range", """{ "domain": "nowhere.example", "range": "1-2" }""", "There is no domain 'nowhere.example'")]
    [InlineData("POST", "/api/v1/api-keys", """{ "name": "x", "role": "king" }""", "role 'king' is none of owner")]
    [InlineData("POST", "/api/v1/api-keys", """{ "name": "x", "role": "owner", "domain": "acme.example" }""", "An owner owns the whole portal")]
    [InlineData("POST", "/api/v1/accounts", """{ "name": "carol", "grants": [ { "role": "admin", "domain": "nowhere" } ] }""", "There is no domain 'nowhere'")]
    public async Task Says_what_is_wrong(string method, string path, string? body, string expected)
    {
        var answer = await SendAsync(method, path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(expected, (string?)(await ReadAsync(answer))["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sets_how_the_devices_ring()
    {
        var changed = await SendAsync("PATCH", "/api/v1/users/12", """{ "ringOrder": "byPriority", "ringSeconds": 15 }""");
        var refused = await SendAsync("PATCH", "/api/v1/users/12", """{ "ringOrder": "1" }""");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("allAtOnce", (string?)(await ReadAsync(changed))["ringOrder"]); // The directory of the test does not follow.
        Assert.Equal((RingOrder.ByPriority, 15), (_users.Drafts[0].RingOrder, _users.Drafts[0].RingSeconds));
        Assert.Equal("'ringOrder' is allAtOnce or byPriority.", (string?)(await ReadAsync(refused))["detail"]);
    }

    [Fact]
    public async Task Keeps_calls_from_a_device()
    {
        var set = await SendAsync("PATCH", "/api/v1/devices/101", """{ "doNotDisturb": true }""");
        var same = await SendAsync("PATCH", "/api/v1/devices/101", """{ "doNotDisturb": false }""");
        var refused = await SendAsync("PATCH", "/api/v1/devices/101", """{ "doNotDisturb": "perhaps" }""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (set.StatusCode, same.StatusCode, refused.StatusCode));
        Assert.False((bool)(await ReadAsync(same))["doNotDisturb"]!);
        Assert.Equal(["edit 101", "do not disturb 101 True", "edit 101"], _portal.Devices.Orders);
    }

    [Fact]
    public async Task Adds_changes_and_deletes_a_user()
    {
        _users.Result = new SaveUserResult(12, "kV7wQm3xT9rb", []);

        var added = await SendAsync("POST", "/api/v1/users", """{ "domain": "ACME.example", "extension": "3516", "phoneNumbers": [ "+4989" ] }""");
        var changed = await SendAsync("PATCH", "/api/v1/users/12", """{ "isEnabled": false }""");
        var password = await SendAsync("POST", "/api/v1/users/12/password");
        var deleted = await SendAsync("DELETE", "/api/v1/users/12");

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("/api/v1/users/12", added.Headers.Location?.ToString());
        Assert.Equal("kV7wQm3xT9rb", (string?)(await ReadAsync(added))["password"]);
        Assert.Equal((1L, "3516", "+4989", true), (_users.Drafts[0].DomainId, _users.Drafts[0].Extension, _users.Drafts[0].PhoneNumbers[0], _users.Drafts[0].IsEnabled));
        Assert.Equal((false, "Reception", "tls"), (_users.Drafts[1].IsEnabled, _users.Drafts[1].DisplayName, _users.Drafts[1].AllowedTransports[0]));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NoContent), (changed.StatusCode, password.StatusCode, deleted.StatusCode));
        Assert.Equal(["add 3516", "edit 12", "new password 12", "delete 12"], _users.Asked);
    }

    [Fact]
    public async Task An_order_over_a_filter_meets_exactly_as_many_as_were_expected()
    {
        var refused = await SendAsync("POST", "/api/v1/users/batch", """{ "action": "disable", "filter": "domain=acme.example", "expected": 3 }""");
        var done = await SendAsync("POST", "/api/v1/users/batch", """{ "action": "disable", "filter": "domain=acme.example", "expected": 2 }""");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("means 2 users now, and not 3", (string?)(await ReadAsync(refused))["detail"], StringComparison.Ordinal);
        Assert.Equal(2, (int)(await ReadAsync(done))["done"]!);
        Assert.Equal(["Disable 11,12"], _batch.Asked);
    }

    [Fact]
    public async Task A_dry_run_of_an_import_tells_the_lines_and_an_import_its_mistakes()
    {
        _batch.Preview = new ImportPreview([new ImportLine(2, "acme.example", "1", ImportFate.New, ["a password is generated"])]);
        _batch.Import = new ImportResult(0, 0, [], [new ImportMistake(2, "It is wrong.")]);

        var dry = await ReadAsync(await SendAsync("POST", "/api/v1/users/import?dryRun=true", "domain,extension\n", "text/csv"));
        var answer = await SendAsync("POST", "/api/v1/users/import", "domain,extension\n", "text/csv");

        Assert.False((bool)dry["isWritten"]!);
        Assert.Equal("new", (string?)dry["lines"]![0]!["fate"]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(2, (int)(await ReadAsync(answer))["errors"]![0]!["line"]!);
        Assert.Equal(["preview domain,extension\n", "import domain,extension\n"], _batch.Asked);
    }

    [Fact]
    public async Task Exports_what_can_be_imported_again()
    {
        var answer = await SendAsync("GET", "/api/v1/users/export?q=reception");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "domain,extension,password,display_name,email,phone_numbers,max_devices,enabled,ring_order,ring_seconds\nacme.example,3516,,Reception,,,,true,all_at_once,\n",
            await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Makes_lists_and_revokes_an_API_key()
    {
        var made = await ReadAsync(await SendAsync("POST", "/api/v1/api-keys", """{ "name": "wall", "role": "readOnly", "domain": "acme.example" }"""));
        using var browser = _portal.Open();
        var used = await browser.SendAsync(
            HttpMethod.Get, "/api/v1/domains", request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string?)made["key"]));
        var row = (await ReadAsync(await SendAsync("GET", "/api/v1/api-keys"))).AsArray().Single(one => (string?)one!["name"] is "wall")!;
        var revoked = await SendAsync("DELETE", "/api/v1/api-keys/wall");
        var again = await SendAsync("DELETE", "/api/v1/api-keys/wall");

        Assert.Equal("acme.example", (string?)Assert.Single((await ReadAsync(used)).AsArray())!["name"]);
        Assert.Equal(("readOnly", "acme.example"), ((string?)row["role"], (string?)row["domain"]));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (revoked.StatusCode, again.StatusCode));
        Assert.Equal(["create API key", "revoke API key"], _portal.Audit.Entries.Select(entry => entry.Action));
    }

    [Fact]
    public async Task Adds_an_account_that_may_sign_in_and_deletes_it()
    {
        var added = await SendAsync("POST", "/api/v1/accounts", """{ "name": "carol", "grants": [ { "role": "helpDesk", "domain": "acme.example" } ] }""");
        var row = (await ReadAsync(await SendAsync("GET", "/api/v1/accounts"))).AsArray().Single(one => (string?)one!["name"] is "carol")!;
        var changed = await SendAsync("PATCH", $"/api/v1/accounts/{row["id"]}", """{ "isEnabled": false }""");
        var now = (await ReadAsync(await SendAsync("GET", "/api/v1/accounts"))).AsArray().Single(one => (string?)one!["name"] is "carol")!;
        var deleted = await SendAsync("DELETE", $"/api/v1/accounts/{row["id"]}");

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(("helpDesk", "acme.example"), ((string?)row["grants"]![0]!["role"], (string?)row["grants"]![0]!["domain"]));
        Assert.Equal((HttpStatusCode.NoContent, false, "helpDesk"), (changed.StatusCode, (bool)now["isEnabled"]!, (string?)now["grants"]![0]!["role"]));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using var browser = _portal.Open();
        return await browser.SendAsync(new HttpMethod(method), path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        });
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
}
