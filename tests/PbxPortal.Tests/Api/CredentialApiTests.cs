using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Accounts;
using PbxPortal.Tests.Components.Fakes;
using FakeDirectory = PbxPortal.Tests.Accounts.FakeDirectory;
using FakeFeed = PbxPortal.Tests.Accounts.FakeFeed;

namespace PbxPortal.Tests.Api;

/// <summary>Device passwords over the HTTP API, and what phones of a user or a domain may do.</summary>
public sealed class CredentialApiTests : IAsyncLifetime
{
    private static readonly RoleGrant Owner = new(PortalRole.Owner, null);
    private static readonly RoleGrant AdminOfAcme = new(PortalRole.Admin, FakeDirectory.Acme.Id);

    private readonly FakeCredentialAdministration _credentials = new();
    private readonly FakeUserAdministration _users = new();
    private readonly FakeDomainAdministration _domains = new();
    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync(configure: services =>
    {
        services.AddSingleton<ICredentialAdministration>(_credentials);
        services.AddSingleton<IUserAdministration>(_users);
        services.AddSingleton<IDomainAdministration>(_domains);
    });

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Lists_a_users_credentials_with_what_used_them_last_and_no_secret()
    {
        _portal.Feed.Add(FakeFeed.Phone(101, 12, FakeDirectory.Acme.Id, "acme.example", "3516") with { CredentialId = 0 });

        var rows = (await ReadAsync(await SendAsync(HttpMethod.Get, "/api/v1/users/12/credentials")))!.AsArray();

        Assert.Equal(["3516", "3516.k7f2"], rows.Select(row => (string?)row!["name"]));
        Assert.Equal([(true, false, 1), (false, true, 0)], rows.Select(row => ((bool)row!["isOwn"]!, (bool)row["isRevoked"]!, (int)row["registered"]!)));
        Assert.Equal((101L, "Anna's mobile"), ((long)rows[0]!["lastDeviceId"]!, (string?)rows[1]!["label"]));
        Assert.Null(rows[1]!["lastUsedAt"]);
        Assert.DoesNotContain(rows[0]!.AsObject(), member => member.Key.Contains("seal", StringComparison.OrdinalIgnoreCase) || member.Key is "password");
    }

    [Fact]
    public async Task Makes_one_and_tells_its_password_in_this_answer_only()
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/12/credentials", "{ \"label\": \"Anna's mobile\" }");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/api/v1/users/12/credentials/7", answer.Headers.Location?.ToString());
        var made = await ReadAsync(answer);
        Assert.Equal(("3516.k7f2", "kV7w-Qm3x-T9rb"), ((string?)made!["name"], (string?)made["password"]));
        Assert.Equal(["add 12 Anna's mobile"], _credentials.Asked);
    }

    [Theory]
    [InlineData("{", "The body is not JSON.")]
    [InlineData("", "The body is not JSON.")]
    [InlineData("[]", "The body is not a JSON object.")]
    [InlineData("{ \"name\": \"x\" }", "'name' is not known here.")]
    [InlineData("{ \"label\": 7 }", "'label' must be a text.")]
    public async Task Says_what_is_wrong_with_the_body(string body, string expected)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/12/credentials", body);

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, expected);
        Assert.Empty(_credentials.Asked);
    }

    [Fact]
    public async Task Says_at_which_member_a_mistake_is()
    {
        _credentials.Made = new NewCredential(Id: null, "", "", "", [new Mistake("Label", "Say which device it is for.")]);

        var answer = await SendAsync(HttpMethod.Post, "/api/v1/users/12/credentials", "{}");

        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "Say which device it is for.");
        Assert.Equal("Say which device it is for.", (string?)problem["errors"]!["label"]![0]);
    }

    [Fact]
    public async Task Revokes_one()
    {
        var answer = await SendAsync(HttpMethod.Delete, "/api/v1/users/12/credentials/7");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["revoke 12 7"], _credentials.Asked);
    }

    [Fact]
    public async Task Knows_no_user_of_a_domain_that_one_may_not_see()
    {
        _credentials.Made = null;

        await AssertProblemAsync(await SendAsync(HttpMethod.Get, "/api/v1/users/21/credentials"), HttpStatusCode.NotFound, "There is no user 21");
        await AssertProblemAsync(
            await SendAsync(HttpMethod.Post, "/api/v1/users/21/credentials", "{}"), HttpStatusCode.NotFound, "There is no user 21");
        await AssertProblemAsync(await SendAsync(HttpMethod.Patch, "/api/v1/users/21", "{}"), HttpStatusCode.NotFound, "There is no user 21");
        await AssertProblemAsync(await SendAsync(HttpMethod.Patch, "/api/v1/domains/3", "{}", Owner), HttpStatusCode.NotFound, "There is no domain 3");
        Assert.Empty(_users.Asked);
    }

    [Fact]
    public async Task A_role_that_is_too_low_is_a_problem_too()
    {
        _credentials.Failure = new UnauthorizedAccessException("This needs the role admin in the user's domain.");

        var answer = await SendAsync(HttpMethod.Delete, "/api/v1/users/12/credentials/7");

        await AssertProblemAsync(answer, HttpStatusCode.Forbidden, "This needs the role admin");
    }

    [Fact]
    public async Task Sets_networks_of_a_user_and_leaves_the_rest()
    {
        var answer = await SendAsync(HttpMethod.Patch, "/api/v1/users/12", "{ \"allowedNetworks\": [ \"10.0.0.0/8\" ], \"maxDevices\": null }");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var draft = Assert.Single(_users.Drafts);
        Assert.Equal(("3516", "Reception", (int?)null), (draft.Extension, draft.DisplayName, draft.MaxDevices));
        Assert.Equal(["10.0.0.0/8"], draft.AllowedNetworks);
        Assert.Equal(["tls"], draft.AllowedTransports);
        Assert.Equal("tls", (string?)(await ReadAsync(answer))!["allowedTransports"]![0]);
    }

    [Fact]
    public async Task A_mistake_in_a_network_is_told_with_its_cure()
    {
        _users.Result = new SaveUserResult(null, null, [new Mistake("AllowedNetworks", "'office' is not an address or a network.")]);

        var answer = await SendAsync(HttpMethod.Patch, "/api/v1/users/12", "{ \"allowedNetworks\": [ \"office\" ] }");

        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "'office' is not an address or a network.");
        Assert.NotNull(problem["errors"]!["allowedNetworks"]);
    }

    [Fact]
    public async Task Sets_what_a_domain_offers_and_how_often_it_asks()
    {
        var answer = await SendAsync(
            HttpMethod.Patch,
            "/api/v1/domains/1",
            "{ \"digestAlgorithms\": [ \"SHA-256\", \"MD5\" ], \"qualifySeconds\": 30, \"deviceLimitPolicy\": \"replaceOldest\" }",
            Owner);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var draft = Assert.Single(_domains.Drafts);
        Assert.Equal(("acme.example", 30, DeviceLimitPolicy.ReplaceOldest), (draft.Name, draft.QualifySeconds, draft.DeviceLimitPolicy));
        Assert.Equal(["SHA-256", "MD5"], draft.DigestAlgorithms);
    }

    [Theory]
    [InlineData("{ \"qualifySeconds\": \"often\" }", "'qualifySeconds' must be a whole number.")]
    [InlineData("{ \"digestAlgorithms\": \"MD5\" }", "'digestAlgorithms' must be a list of texts.")]
    [InlineData("{ \"deviceLimitPolicy\": \"1\" }", "'deviceLimitPolicy' is refuse or replaceOldest, or null.")]
    public async Task Says_what_is_wrong_with_a_domain(string body, string expected)
    {
        await AssertProblemAsync(await SendAsync(HttpMethod.Patch, "/api/v1/domains/1", body, Owner), HttpStatusCode.BadRequest, expected);
        Assert.Empty(_domains.Asked);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, RoleGrant? grant = null)
    {
        var key = await _portal.AddApiKeyAsync($"test{Guid.NewGuid():n}", grant ?? AdminOfAcme);
        using var browser = _portal.Open();
        return await browser.SendAsync(method, path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        });
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled));

    private static async Task<JsonNode> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string expected)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = (await ReadAsync(answer))!;
        Assert.StartsWith(expected, (string)problem["detail"]!, StringComparison.Ordinal);
        return problem;
    }
}
