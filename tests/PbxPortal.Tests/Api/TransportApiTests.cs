using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Api;

public sealed class TransportApiTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_where_phones_are_heard_the_certificate_and_what_failed()
    {
        var transports = new FakeTransports
        {
            Certificate = new CertificateState
            {
                Names = ["pbx.example"],
                Issuer = "Example CA",
                NotAfter = Noon.AddDays(80),
                IsSelfSigned = false,
                IsTrial = false,
                ChainLength = 1,
                File = "/etc/ssl/pbx.pem",
                LoadedAt = Noon,
            },
        };
        transports.Snapshot = transports.Snapshot with
        {
            Troubles = [(ConnectionTrouble.HandshakeFailed, 17)],
            Log = [new ConnectionLogEntry("203.0.113.7", TransportProtocol.Tls, ConnectionTrouble.HandshakeFailed, "it does not trust our certificate", 17, Noon, Noon.AddMinutes(3))],
        };
        await using var portal = await PortalHost.StartAsync(configure: services => services
            .AddSingleton<ITransportState>(transports)
            .AddSingleton<ICertificateState>(transports));
        var key = await portal.AddApiKeyAsync("watch", new RoleGrant(PortalRole.Owner, null));

        var row = await ReadAsync(portal, key);

        Assert.Equal("udp tls", string.Join(' ', row["listeners"]!.AsArray().Select(listener => (string?)listener!["transport"])));
        Assert.Null(row["listeners"]![0]!["connections"]);
        Assert.Equal(1204, (int?)row["listeners"]![1]!["connections"]);
        Assert.Equal("2027-02-10T12:00:00+00:00", (string?)row["certificate"]!["notAfter"]);
        Assert.DoesNotContain("/etc/ssl", row.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(17, (int?)row["troubles"]!["handshakeFailed"]);
        var failure = Assert.Single(row["log"]!.AsArray())!;
        Assert.Equal(
            ("203.0.113.7", "tls", "handshakeFailed", "the TLS handshake failed", "it does not trust our certificate"),
            ((string?)failure["address"], (string?)failure["transport"], (string?)failure["trouble"], (string?)failure["meaning"], (string?)failure["detail"]));
    }

    private static async Task<JsonNode> ReadAsync(PortalHost portal, string apiKey)
    {
        using var browser = portal.Open();
        using var answer = await browser.SendAsync(
            HttpMethod.Get, "/api/v1/transports", request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }
}
