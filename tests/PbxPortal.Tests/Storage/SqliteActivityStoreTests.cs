using System.Collections.Immutable;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteActivityStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);
    private TemporaryDatabase _temporary = null!;
    private SqliteActivityStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteActivityStore(_temporary.Database, _clock);
    }

    public ValueTask DisposeAsync()
    {
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_back_every_field_newest_first()
    {
        var entry = new ActivityEntry
        {
            At = Noon,
            Kind = ActivityKind.Refused,
            DomainId = 1,
            UserId = 2,
            DeviceId = 3,
            User = "3516@acme.example",
            Device = "Yealink T46U",
            Source = "203.0.113.7:5062",
            Reason = "Wrong password",
            Actor = "anna",
            Count = 17,
        };

        await _store.AppendAsync([entry, entry with { Kind = ActivityKind.Registered }], Cancellation);
        var lines = await ReadAsync(new ActivityFilter());

        Assert.Equal([entry with { Kind = ActivityKind.Registered }, entry], lines.Select(line => line.Entry));
        Assert.True(lines[0].Id > lines[1].Id);
    }

    [Fact]
    public async Task Shows_only_the_domains_asked_for_and_those_of_none_when_told()
    {
        await _store.AppendAsync([Entry("a", 1), Entry("b", 2), Entry("c", null)], Cancellation);

        Assert.Equal(["a"], await UsersAsync([1], withoutDomain: false));
        Assert.Equal(["c", "b"], await UsersAsync([2], withoutDomain: true));
        Assert.Empty(await UsersAsync([], withoutDomain: false));
    }

    [Theory]
    [InlineData("MÜLLER", "müller@acme.example")]
    [InlineData("100%", "100%")]
    [InlineData("_", "a_b")]
    public async Task Finds_text_in_any_case_and_takes_it_literally(string text, string expected)
    {
        await _store.AppendAsync([Entry("müller@acme.example", 1), Entry("100%", 1), Entry("1000", 1), Entry("a_b", 1)], Cancellation);

        var lines = await ReadAsync(new ActivityFilter(text));

        Assert.Equal([expected], lines.Select(line => line.Entry.User));
    }

    [Fact]
    public async Task Filters_by_kind_user_and_device_and_pages_on()
    {
        await _store.AppendAsync(
            [
                Entry("a", 1) with { UserId = 7, DeviceId = 70 },
                Entry("b", 1) with { UserId = 8, DeviceId = 80, Kind = ActivityKind.Expired },
                Entry("c", 1) with { UserId = 8, DeviceId = 81 },
            ],
            Cancellation);

        var page = await ReadAsync(new ActivityFilter(Limit: 2));
        var next = await ReadAsync(new ActivityFilter(Limit: 2, BeforeId: page[^1].Id));

        Assert.Equal(["c", "b"], page.Select(line => line.Entry.User));
        Assert.Equal(["a"], next.Select(line => line.Entry.User));
        Assert.Equal("b", Assert.Single(await ReadAsync(new ActivityFilter(Kinds: [ActivityKind.Expired]))).Entry.User);
        Assert.Equal(2, (await ReadAsync(new ActivityFilter(UserId: 8))).Count);
        Assert.Equal("c", Assert.Single(await ReadAsync(new ActivityFilter(DeviceId: 81))).Entry.User);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finds_the_lines_of_a_device_whether_it_is_still_known_or_not(bool isKnown)
    {
        var userId = _temporary.AddUser(_temporary.AddDomain("acme.example"), "3516");
        if (isKnown)
        {
            _temporary.FromOutside(connection => connection.Execute(
                """
                INSERT INTO device (id, user_id, identity, class, class_is_overruled, product, user_agent, name, remark,
                    first_seen, last_seen, last_source, last_contact_uri)
                VALUES (70, @userId, 'i', 1, 0, 'p', 'u', '', '', 5, 6, '', '');
                """,
                new { userId }));
        }

        await _store.AppendAsync(
            [
                Entry("a", 1) with { UserId = userId, DeviceId = 70 },
                Entry("b", 1) with { UserId = userId, DeviceId = 71 },
                Entry("c", 1) with { UserId = userId, DeviceId = 70 },
                Entry("d", 2) with { UserId = userId, DeviceId = 70 },
            ],
            Cancellation);

        var lines = await ReadAsync(new ActivityFilter(DeviceId: 70));

        Assert.Equal(["c", "a"], lines.Select(line => line.Entry.User));
    }

    [Fact]
    public async Task Sweeps_what_is_older_than_the_retention_and_nothing_else()
    {
        var old = Enumerable.Range(0, 12_000).Select(_ => Entry("old", 1) with { At = Noon.AddDays(-91) });
        await _store.AppendAsync([.. old, Entry("young", 1) with { At = Noon.AddDays(-89) }], Cancellation);

        var swept = await _store.SweepAsync(90, Cancellation);

        Assert.Equal(12_000, swept);
        Assert.Equal("young", Assert.Single(await ReadAsync(new ActivityFilter())).Entry.User);
    }

    [Fact]
    public async Task Counts_the_refreshes_of_a_day_per_domain()
    {
        var hour = Noon.ToUnixTimeMilliseconds() / 3_600_000;
        _temporary.FromOutside(connection => connection.Execute(
            "INSERT INTO refresh_hour VALUES (1, @hour, 5), (1, @hour - 23, 7), (1, @hour - 24, 100), (2, @hour, 1000);",
            new { hour }));

        Assert.Equal(12, await _store.CountRefreshesAsync([1], Cancellation));
        Assert.Equal(1012, await _store.CountRefreshesAsync([1, 2], Cancellation));
        Assert.Equal(0, await _store.CountRefreshesAsync([], Cancellation));
    }

    private static ActivityEntry Entry(string user, long? domainId) =>
        new() { At = Noon, Kind = ActivityKind.Registered, DomainId = domainId, User = user };

    private Task<IReadOnlyList<ActivityLine>> ReadAsync(ActivityFilter filter) =>
        _store.ReadAsync([1], withoutDomain: false, filter, Cancellation);

    private async Task<IEnumerable<string>> UsersAsync(ImmutableArray<long> domainIds, bool withoutDomain) =>
        from line in await _store.ReadAsync([.. domainIds], withoutDomain, new ActivityFilter(), Cancellation)
        select line.Entry.User;
}
