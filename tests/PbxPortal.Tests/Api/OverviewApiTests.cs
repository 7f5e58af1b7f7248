using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Statistics;
using PbxPortal.Storage;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

public sealed class OverviewApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 20, 12, 0, 0, TimeSpan.Zero);

    private PortalHost _portal = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalHost.StartAsync(configure: services =>
    {
        services.AddSingleton<IProblemBook, Book>();
        services.AddSingleton<IRegistrationHistory, History>();
        services.AddSingleton<IOverview, PbxPortal.Administration.Overview>();
        services.AddSingleton<DropHistory>();
        services.AddSingleton<IAuditReader>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<IChangeHistory, ChangeHistory>();
    });

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Whoever_sees_all_reads_numbers_problems_history_and_changes_of_all()
    {
        var key = await _portal.AddApiKeyAsync("wall", new RoleGrant(PortalRole.ReadOnly, null));
        await new AuditLog(_portal.Services.GetRequiredService<SqliteDatabase>(), TimeProvider.System)
            .WriteAsync(new AuditEntry("anna", "new password", "3516@acme.example", FakeDirectory.Acme.Id), Cancelled);

        var overview = await ReadAsync(key, "/api/v1/overview");

        Assert.Equal((15, 13, 20), ((int)overview["users"]!, (int)overview["reachableUsers"]!, (int)overview["registered"]!));
        Assert.Equal(10.5, (double)overview["registersPerSecond"]!);
        Assert.Equal(["wrongPassword", "stoppedRefreshing"], overview["problems"]!.AsArray().Select(problem => (string?)problem!["cause"]));
        Assert.Equal(20, (int)Assert.Single(overview["history"]!.AsArray())!["registered"]!);
        var change = Assert.Single(overview["changes"]!.AsArray())!;
        Assert.Equal(("password", "New password of 3516@acme.example", "anna"), ((string?)change["kind"], (string?)change["text"], (string?)change["by"]));
    }

    [Fact]
    public async Task Whoever_sees_one_domain_reads_of_that_one()
    {
        var key = await _portal.AddApiKeyAsync("wall", new RoleGrant(PortalRole.HelpDesk, FakeDirectory.Globex.Id));

        var overview = await ReadAsync(key, "/api/v1/overview");
        var problems = await ReadAsync(key, "/api/v1/problems");

        Assert.Equal((5, 4), ((int)overview["users"]!, (int)overview["reachableUsers"]!));
        Assert.Null(overview["registersPerSecond"]);
        Assert.Equal(8, (int)Assert.Single(overview["history"]!.AsArray())!["registered"]!);
        Assert.Equal("stoppedRefreshing", (string?)Assert.Single(problems.AsArray())!["cause"]);
    }

    [Fact]
    public async Task A_problem_is_told_with_its_evidence_and_what_mends_it()
    {
        var key = await _portal.AddApiKeyAsync("wall", new RoleGrant(PortalRole.ReadOnly, null));

        var problem = Assert.Single((await ReadAsync(key, "/api/v1/problems?cause=wrongPassword&domain=acme.example&user=3516")).AsArray())!;

        Assert.Equal(
            ("3516", "unreachable", "newPassword", 41, "The password is wrong."),
            ((string?)problem["user"], (string?)problem["rank"], (string?)problem["fix"], (int)problem["tries"]!, (string?)problem["summary"]));
        var fact = Assert.Single(problem["facts"]!.AsArray())!;
        Assert.Equal(("Realm", "acme.example"), ((string?)fact["term"], (string?)fact["text"]));
    }

    [Theory]
    [InlineData("/api/v1/problems?cause=bad", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/problems?cause=1", HttpStatusCode.BadRequest)]
    public async Task Says_which_causes_there_are(string path, HttpStatusCode expected)
    {
        var key = await _portal.AddApiKeyAsync("wall", new RoleGrant(PortalRole.ReadOnly, null));

        using var answer = await SendAsync(key, path);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("wrongPassword", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_it_without_a_key()
    {
        using var answer = await SendAsync("", "/api/v1/problems");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<JsonNode> ReadAsync(string key, string path)
    {
        using var answer = await SendAsync(key, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string path)
    {
        using var client = new HttpClient { BaseAddress = _portal.Address };
        if (key.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return await client.GetAsync(path, Cancelled);
    }

    private sealed class Book : IProblemBook
    {
        public ProblemSnapshot Read() => new(
            1,
            [
                new Problem
                {
                    Key = "a",
                    Cause = ProblemCause.WrongPassword,
                    Rank = ProblemRank.Unreachable,
                    Summary = "The password is wrong.",
                    Fix = ProblemFix.NewPassword,
                    DomainId = FakeDirectory.Acme.Id,
                    Domain = "acme.example",
                    UserId = 16,
                    User = "3516",
                    Tries = 41,
                    Facts = [new ProblemFact("Realm", "acme.example")],
                },
                new Problem
                {
                    Key = "b",
                    Cause = ProblemCause.StoppedRefreshing,
                    Rank = ProblemRank.Unreachable,
                    Summary = "It was registered.",
                    DomainId = FakeDirectory.Globex.Id,
                    Domain = "globex.example",
                    UserId = 26,
                    User = "600",
                },
                new Problem { Key = "c", Cause = ProblemCause.WrongDomain, Rank = ProblemRank.Stranger, Summary = "It asks for another domain." },
            ],
            ImmutableDictionary<long, DomainCounts>.Empty
                .Add(FakeDirectory.Acme.Id, new DomainCounts(10, 9, 0, 0, 12, 6))
                .Add(FakeDirectory.Globex.Id, new DomainCounts(5, 4, 0, 0, 8, 0)),
            Missed: 0);
    }

    private sealed class History : IRegistrationHistory
    {
        public double RegistersPerSecond => 10.5;

        public IReadOnlyList<RegistrationSample> OfAll() => [new(Noon, 0, 15, 13, 20, 600)];

        public IReadOnlyList<RegistrationSample> OfDomains(IReadOnlyCollection<long> domainIds) =>
            domainIds.Contains(FakeDirectory.Globex.Id) && domainIds.Count == 1 ? [new(Noon, 0, 5, 4, 8, 0)] : [];
    }
}
