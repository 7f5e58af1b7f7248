using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Server;
using PbxPortal.Tests.Server.Tracing;

namespace PbxPortal.Tests.Api;

public sealed class TraceApiTests
{
    private const string WatchReception = """{ "user": "3516@acme.example", "minutes": 5 }""";

    private static readonly RoleGrant HelpDesk = new(PortalRole.HelpDesk, null);
    private static readonly RoleGrant HelpDeskOfAcme = new(PortalRole.HelpDesk, FakeDirectory.Acme.Id);
    private static readonly RoleGrant HelpDeskOfGlobex = new(PortalRole.HelpDesk, FakeDirectory.Globex.Id);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watches_a_user_and_reads_the_messages()
    {
        await using var portal = await PortalHost.StartAsync();
        var key = await portal.AddApiKeyAsync("desk", HelpDeskOfAcme);

        var started = await SendAsync(portal, key, "POST", "/api/v1/traces", WatchReception);
        Pass(portal, "3516", "acme.example", "192.0.2.4:5060");
        Pass(portal, "200", "globex.example", "192.0.2.5:5060");
        var read = await ReadAsync(await SendAsync(portal, key, "GET", started.Headers.Location!.ToString()));
        var list = await ReadAsync(await SendAsync(portal, key, "GET", "/api/v1/traces"));
        var stopped = await SendAsync(portal, key, "DELETE", started.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        var message = Assert.Single(read!["messages"]!.AsArray())!;
        Assert.Equal(
            ("REGISTER", "192.0.2.4:5060", "192.0.2.1:5060", "udp", true),
            ((string?)message["method"], (string?)message["source"], (string?)message["destination"], (string?)message["transport"], (bool)message["isReceived"]!));
        var row = Assert.Single(list!.AsArray())!;
        Assert.Equal(("3516@acme.example", 12, "API key desk"), ((string?)row["subject"], (long)row["userId"]!, (string?)row["watchers"]![0]));
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        Assert.Null(portal.Services.GetRequiredService<WireTap>().Listener);
        Assert.Equal(["watch SIP messages", "stop watching SIP messages"], portal.Audit.Entries.Select(entry => entry.Action));
        Assert.All(portal.Audit.Entries, entry => Assert.Equal(("3516@acme.example", (long?)1), (entry.Subject, entry.DomainId)));
    }

    [Fact]
    public async Task Exports_a_capture_and_a_text_without_secrets()
    {
        await using var portal = await PortalHost.StartAsync();
        var key = await portal.AddApiKeyAsync("desk", HelpDeskOfAcme);
        await SendAsync(portal, key, "POST", "/api/v1/traces", WatchReception);
        Pass(portal, "3516", "acme.example", "192.0.2.4:5060", "Authorization: Digest username=\"3516\", response=\"6629fae49393a05397450978507c4ef1\"");

        var capture = await SendAsync(portal, key, "GET", "/api/v1/traces/1/pcap");
        var text = await SendAsync(portal, key, "GET", "/api/v1/traces/1/text");

        Assert.Equal("application/vnd.tcpdump.pcap", capture.Content.Headers.ContentType!.MediaType);
        Assert.Equal("3516@acme.example.pcap", capture.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var datagram = Assert.Single(CaptureReader.Read(await capture.Content.ReadAsByteArrayAsync(Cancelled)));
        Assert.Equal("192.0.2.4:5060", datagram.Source.ToString());
        Assert.Contains("username=\"3516\"", Encoding.UTF8.GetString(datagram.Payload.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("6629fae4", Encoding.UTF8.GetString(datagram.Payload.Span), StringComparison.Ordinal);
        var words = await text.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("UDP 192.0.2.4:5060 -> 192.0.2.1:5060", words, StringComparison.Ordinal);
        Assert.DoesNotContain("6629fae4", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_watched_address_each_sees_the_messages_of_his_domains()
    {
        await using var portal = await PortalHost.StartAsync();
        var acme = await portal.AddApiKeyAsync("acme", HelpDeskOfAcme);
        var all = await portal.AddApiKeyAsync("all", HelpDesk);
        var globex = await portal.AddApiKeyAsync("globex", HelpDeskOfGlobex);
        await SendAsync(portal, acme, "POST", "/api/v1/traces", """{ "address": "192.0.2.4" }""");
        await SendAsync(portal, all, "POST", "/api/v1/traces", """{ "address": "192.0.2.4" }""");
        Pass(portal, "3516", "acme.example", "192.0.2.4:5060");
        Pass(portal, "200", "globex.example", "192.0.2.4:5061");
        Pass(portal, "7", "elsewhere.example", "192.0.2.4:5062");

        var ofAcme = await ReadAsync(await SendAsync(portal, acme, "GET", "/api/v1/traces/1"));
        var ofAll = await ReadAsync(await SendAsync(portal, all, "GET", "/api/v1/traces/1"));

        Assert.Equal("192.0.2.4:5060", (string?)Assert.Single(ofAcme!["messages"]!.AsArray())!["source"]);
        Assert.Equal(2, (int)ofAcme["hidden"]!);
        Assert.Equal(["API key acme"], ofAcme["trace"]!["watchers"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(3, ofAll!["messages"]!.AsArray().Count);
        Assert.Equal(2, ofAll["trace"]!["watchers"]!.AsArray().Count);
        await AssertProblemAsync(await SendAsync(portal, globex, "GET", "/api/v1/traces/1"), HttpStatusCode.NotFound);
        Assert.Empty((await ReadAsync(await SendAsync(portal, globex, "GET", "/api/v1/traces")))!.AsArray());
    }

    [Theory]
    [InlineData("""{ "user": "9999@acme.example" }""", "There is no user '9999@acme.example'")]
    [InlineData("""{ "user": "200@globex.example" }""", "There is no user '200@globex.example'")]
    [InlineData("""{ "userId": 21 }""", "There is no user 21")]
    [InlineData("""{ "address": "192.0.2.400" }""", "'192.0.2.400' is not an address")]
    [InlineData("""{ "user": "3516", "minutes": 61 }""", "A watch lasts from 1 to 60 minutes.")]
    [InlineData("""{ "user": "3516", "minutes": 0 }""", "A watch lasts from 1 to 60 minutes.")]
    [InlineData("""{ "user": "3516", "address": "192.0.2.4" }""", "Say one of user, userId and address.")]
    [InlineData("{ }", "Say one of user, userId and address.")]
    [InlineData("""{ "user": " " }""", "Say which user or which address.")]
    [InlineData("not JSON", "The body is JSON")]
    public async Task Says_what_is_wrong(string body, string expected)
    {
        await using var portal = await PortalHost.StartAsync();
        var key = await portal.AddApiKeyAsync("desk", HelpDeskOfAcme);

        var problem = await AssertProblemAsync(await SendAsync(portal, key, "POST", "/api/v1/traces", body), HttpStatusCode.BadRequest);

        Assert.StartsWith(expected, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Null(portal.Services.GetRequiredService<WireTap>().Listener);
    }

    [Theory]
    [InlineData("GET", "/api/v1/traces")]
    [InlineData("POST", "/api/v1/traces")]
    [InlineData("GET", "/api/v1/traces/1")]
    [InlineData("DELETE", "/api/v1/traces/1")]
    [InlineData("GET", "/api/v1/traces/1/pcap")]
    [InlineData("GET", "/api/v1/refused?userId=12")]
    [InlineData("GET", "/api/v1/devices/101/exchanges")]
    [InlineData("GET", "/api/v1/devices/101/exchanges/text")]
    public async Task Messages_are_for_the_help_desk(string method, string path)
    {
        await using var portal = await PortalHost.StartAsync();
        portal.Feed.Add(FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516"));
        var key = await portal.AddApiKeyAsync("looker", new RoleGrant(PortalRole.ReadOnly, null));

        await AssertProblemAsync(await SendAsync(portal, key, method, path, method is "POST" ? WatchReception : null), HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET", "/api/v1/traces/77")]
    [InlineData("GET", "/api/v1/traces/77/pcap")]
    [InlineData("DELETE", "/api/v1/traces/77")]
    [InlineData("GET", "/api/v1/refused?userId=21")]
    [InlineData("GET", "/api/v1/devices/201/exchanges")]
    public async Task What_is_not_there_or_not_his_looks_the_same(string method, string path)
    {
        await using var portal = await PortalHost.StartAsync();
        portal.Feed.Add(FakeFeed.Phone(201, 21, FakeDirectory.Globex.Id, "globex.example", "200"));
        var key = await portal.AddApiKeyAsync("desk", HelpDeskOfAcme);

        await AssertProblemAsync(await SendAsync(portal, key, method, path), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_messages_of_a_device_are_those_of_its_address()
    {
        await using var portal = await PortalHost.StartAsync();
        var device = FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516");
        portal.Feed.Add(device);
        var key = await portal.AddApiKeyAsync("desk", HelpDeskOfAcme);
        await SendAsync(portal, key, "POST", "/api/v1/traces", WatchReception);
        Pass(portal, "3516", "acme.example", device.Source);
        Pass(portal, "3516", "acme.example", "192.0.2.77:5060");

        var rows = await ReadAsync(await SendAsync(portal, key, "GET", "/api/v1/devices/101/exchanges"));
        var capture = await SendAsync(portal, key, "GET", "/api/v1/devices/101/exchanges/pcap");

        Assert.Equal(device.Source, (string?)Assert.Single(rows!.AsArray())!["source"]);
        Assert.Single(CaptureReader.Read(await capture.Content.ReadAsByteArrayAsync(Cancelled)));
    }

    /// <summary>A REGISTER of a phone passes the tap.</summary>
    private static void Pass(PortalHost portal, string extension, string domain, string address, string row = "Expires: 60") =>
        portal.Services.GetRequiredService<WireTap>().Listener!.OnReceived(
            SipMessageText.ToWire(
                $"""
                REGISTER sip:{domain} SIP/2.0
                From: <sip:{extension}@{domain}>;tag=1
                To: <sip:{extension}@{domain}>
                Call-ID: call-of-{address}
                CSeq: 1 REGISTER
                {row}
                """),
            new PhoneWire(address));

    private static async Task<HttpResponseMessage> SendAsync(PortalHost portal, string key, string method, string path, string? body = null)
    {
        using var browser = portal.Open();
        return await browser.SendAsync(new HttpMethod(method), path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        });
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled));

    private static async Task<JsonNode> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await ReadAsync(answer))!;
    }
}
