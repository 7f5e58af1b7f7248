using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Server.Calls;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Tests.Server.Calls;

namespace PbxPortal.Tests.Api;

public sealed class CallApiTests : IAsyncLifetime
{
    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private CallBook Book => _portal.Services.GetRequiredService<CallBook>();

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Lists_the_live_calls_with_where_they_ring()
    {
        var id = Book.Begin(CallBench.Offer());
        Book.Try(id, CallBench.Branch(1));
        Book.Progress(id, 1, 180);

        var row = Assert.Single((await ReadAsync("/api/v1/calls", new RoleGrant(PortalRole.ReadOnly, 1))).AsArray())!;

        Assert.Equal(
            ("user", "3517@acme.example", "3516@acme.example", null, null),
            ((string?)row["from"]!["kind"], (string?)row["from"]!["address"], (string?)row["to"]!["address"], (string?)row["result"], (string?)row["endedAt"]));
        var branch = Assert.Single(row["branches"]!.AsArray())!;
        Assert.Equal(("Yealink T46U", null, 180), ((string?)branch["device"], (string?)branch["result"], (int)branch["status"]!));
        Assert.NotNull((string?)branch["ringingAt"]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?q=anna", 1)]
    [InlineData("?q=nobody", 0)]
    [InlineData("?userId=11", 1)]
    [InlineData("?userId=99", 0)]
    [InlineData("?domain=ACME.example", 1)]
    [InlineData("?domain=globex.example", 0)]
    public async Task Live_calls_can_be_searched(string query, int found)
    {
        Book.Begin(CallBench.Offer());

        Assert.Equal(found, (await ReadAsync($"/api/v1/calls{query}", new RoleGrant(PortalRole.HelpDesk, 1))).AsArray().Count);
    }

    [Theory]
    [InlineData("/api/v1/calls")]
    [InlineData("/api/v1/calls/finished")]
    public async Task Another_customers_calls_do_not_exist(string path)
    {
        Book.Begin(CallBench.Offer());
        await StoreAsync(CallSample.Missed(1));

        Assert.Empty((await ReadAsync(path, new RoleGrant(PortalRole.Admin, 2))).AsArray());
        Assert.Empty((await ReadAsync(path + "?domain=acme.example", new RoleGrant(PortalRole.Admin, 2))).AsArray());
    }

    [Fact]
    public async Task Lists_the_finished_calls_with_the_result_of_each_branch()
    {
        await StoreAsync(CallSample.Missed(1), CallSample.Finished(2));

        var rows = (await ReadAsync("/api/v1/calls/finished", new RoleGrant(PortalRole.ReadOnly, null))).AsArray();

        Assert.Equal(["answered", "noAnswer"], rows.Select(row => (string?)row!["result"]));
        Assert.Equal(
            ("callerHungUp", 10, 3), ((string?)rows[0]!["ending"], (int)rows[0]!["durationSeconds"]!, (int)rows[0]!["answeredBy"]!));
        Assert.Equal(["busy", "elsewhere", "answered"], rows[0]!["branches"]!.AsArray().Select(branch => (string?)branch!["result"]));
    }

    [Theory]
    [InlineData("?result=noAnswer,busy", "1")]
    [InlineData("?userId=16&q=ANNA", "2,1")]
    [InlineData("?since=2026-08-25T00:00:00Z", "")]
    [InlineData("?until=2026-08-25T00:00:00Z", "2,1")]
    [InlineData("?limit=1", "2")]
    [InlineData("?limit=1&before=2", "1")]
    public async Task Finished_calls_can_be_searched_and_come_by_pages(string query, string ids)
    {
        await StoreAsync(CallSample.Missed(1), CallSample.Finished(2));

        using var answer = await SendAsync($"/api/v1/calls/finished{query}", new RoleGrant(PortalRole.ReadOnly, 1));
        var rows = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!.AsArray();

        Assert.Equal(ids, string.Join(',', rows.Select(row => (long)row!["id"]!)));
        Assert.Equal(query.Contains("limit", StringComparison.Ordinal), answer.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("?result=7")]
    [InlineData("?result=fine")]
    [InlineData("?limit=0")]
    [InlineData("?format=xml")]
    [InlineData("?since=yesterday")]
    public async Task Says_what_is_wrong_as_a_problem(string query)
    {
        using var answer = await SendAsync($"/api/v1/calls/finished{query}", new RoleGrant(PortalRole.ReadOnly, 1));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("?format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task Gives_all_that_match_as_one_file(string query, string? accept)
    {
        await StoreAsync([.. Enumerable.Range(0, 1200).Select(id => CallSample.Missed(id))]);

        using var answer = await SendAsync($"/api/v1/calls/finished{query}", new RoleGrant(PortalRole.ReadOnly, 1), accept);
        var lines = (await answer.Content.ReadAsStringAsync(Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(("text/csv", "calls.csv"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal(1201, lines.Length);
        Assert.StartsWith("started_at,answered_at,ended_at,", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("Linphone: noAnswer", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_downloads_the_file_with_its_cookie()
    {
        await StoreAsync(CallSample.Missed(1));
        using var browser = await _portal.SignedInAsync(new RoleGrant(PortalRole.ReadOnly, 1));

        using var answer = await browser.GetAsync("/api/v1/calls/finished?format=csv");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task StoreAsync(params Call[] calls) => _portal.Services.GetRequiredService<SqliteCallStore>().AppendAsync(calls, Cancelled);

    private async Task<JsonNode> ReadAsync(string path, RoleGrant grant)
    {
        using var answer = await SendAsync(path, grant);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, RoleGrant grant, string? accept = null)
    {
        var key = await _portal.AddApiKeyAsync($"key{Guid.NewGuid():n}", grant);
        using var browser = _portal.Open();
        return await browser.SendAsync(HttpMethod.Get, path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            if (accept is not null)
            {
                request.Headers.Accept.ParseAdd(accept);
            }
        });
    }
}
