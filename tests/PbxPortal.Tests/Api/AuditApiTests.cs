using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

public sealed class AuditApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 8, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = new(Now);
    private PortalHost _portal = null!;
    private string _owner = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        _owner = await _portal.AddApiKeyAsync("owner", new RoleGrant(PortalRole.Owner, null));
        await WriteAsync("olga", "edit user", "3516@acme.example", FakeDirectory.Acme.Id, "name 'A'", "name 'Ä'", "198.51.100.7");
        await WriteAsync("hank", "log out", "9@acme.example Avaya", FakeDirectory.Acme.Id, "", "keep out: no", "203.0.113.9");
        await WriteAsync("olga", "add account", "hank", null, "", "HelpDesk in all domains", "198.51.100.7");
        await WriteAsync("olga", "edit user", "200@globex.example", FakeDirectory.Globex.Id, "", "", "");
        await WriteAsync("server", "start", "PbxPortal", null, "", "", "");
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("", "start,edit user,add account,log out,edit user")]
    [InlineData("?actor=olga", "edit user,add account,edit user")]
    [InlineData("?kind=device", "log out")]
    [InlineData("?kind=account,other", "start,add account")]
    [InlineData("?q=%C3%A4", "edit user")]
    [InlineData("?q=198.51.100.7&actor=olga", "add account,edit user")]
    [InlineData("?since=2026-08-24T09:02:00Z&until=2026-08-24T09:04:00Z", "edit user,add account")]
    [InlineData("?actor=nobody", "")]
    public async Task Filters_by_person_kind_object_and_time(string query, string expected)
    {
        var rows = await ReadAsync(_owner, $"/api/v1/audit{query}");

        Assert.Equal(expected, string.Join(',', rows.AsArray().Select(row => (string?)row!["action"])));
    }

    [Fact]
    public async Task Says_of_a_line_what_kind_it_is_and_where_it_came_from()
    {
        var row = Assert.Single((await ReadAsync(_owner, "/api/v1/audit?q=3516")).AsArray())!;

        Assert.Equal(
            ("olga", "user", "edit user", "3516@acme.example", "name 'A'", "name 'Ä'", "198.51.100.7"),
            ((string?)row["actor"], (string?)row["kind"], (string?)row["action"], (string?)row["subject"], (string?)row["oldValue"],
                (string?)row["newValue"], (string?)row["source"]));
    }

    [Fact]
    public async Task Shows_an_administrator_of_one_domain_that_domain_and_nothing_of_the_portal()
    {
        var key = await _portal.AddApiKeyAsync("acme", new RoleGrant(PortalRole.Admin, FakeDirectory.Acme.Id));

        var rows = await ReadAsync(key, "/api/v1/audit");

        Assert.Equal(["log out", "edit user"], rows.AsArray().Select(row => (string?)row!["action"]));
    }

    [Theory]
    [InlineData("?kind=4", "kind is one or more of signIn, user, device")]
    [InlineData("?limit=0", "limit is a number between 1 and 1000")]
    [InlineData("?format=xml", "format is csv or json")]
    public async Task Says_what_is_wrong_with_the_question(string query, string expected)
    {
        using var answer = await SendAsync(_owner, $"/api/v1/audit{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_by_pages()
    {
        using var first = await SendAsync(_owner, "/api/v1/audit?actor=olga&limit=2");
        var link = Assert.Single(first.Headers.GetValues("Link"));
        var next = link[1..link.IndexOf('>', StringComparison.Ordinal)];

        var rest = await ReadAsync(_owner, next);

        Assert.Equal("3516@acme.example", (string?)Assert.Single(rest.AsArray())!["subject"]);
    }

    [Fact]
    public async Task Comes_as_one_file_that_a_spreadsheet_may_open()
    {
        await WriteAsync("olga", "add user", "=cmd@acme.example", FakeDirectory.Acme.Id, "", "", "198.51.100.7");

        using var answer = await SendAsync(_owner, "/api/v1/audit?format=csv&kind=user");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("audit.csv", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(
            """
            at,actor,source,kind,action,subject,old_value,new_value
            2026-08-24T09:05:00Z,olga,198.51.100.7,user,add user,'=cmd@acme.example,,
            2026-08-24T09:03:00Z,olga,,user,edit user,200@globex.example,,
            2026-08-24T09:00:00Z,olga,198.51.100.7,user,edit user,3516@acme.example,name 'A',name 'Ä'

            """,
            (await answer.Content.ReadAsStringAsync(Cancelled)).TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task What_a_key_does_stands_there_with_its_name_and_address()
    {
        using var browser = _portal.Open();
        using var made = await browser.SendAsync(HttpMethod.Post, "/api/v1/bans", request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _owner);
            request.Content = new StringContent("""{ "network": "203.0.113.7" }""", System.Text.Encoding.UTF8, "application/json");
        });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(("API key owner", "127.0.0.1"), (Assert.Single(_portal.Audit.Entries).Actor, Assert.Single(_portal.Audit.Entries).Source));
    }

    /// <summary>One line each minute.</summary>
    private async Task WriteAsync(string actor, string action, string subject, long? domainId, string before, string after, string source)
    {
        await new AuditLog(_portal.Services.GetRequiredService<SqliteDatabase>(), _clock)
            .WriteAsync(new AuditEntry(actor, action, subject, domainId, before, after, source), Cancelled);
        _clock.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task<JsonNode> ReadAsync(string key, string path)
    {
        using var answer = await SendAsync(key, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string path)
    {
        using var browser = _portal.Open();
        return await browser.SendAsync(HttpMethod.Get, path, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key));
    }
}
