using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class ActivityFollowerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly PortHistory _ports = new();
    private readonly DropHistory _drops = new();
    private TemporaryDatabase _temporary = null!;
    private SqliteActivityStore _activity = null!;
    private ActivityFollower _follower = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _activity = new SqliteActivityStore(_temporary.Database, _clock);
        _follower = new ActivityFollower(_activity, _ports, _drops, _clock, NullLogger<ActivityFollower>.Instance);
    }

    public ValueTask DisposeAsync()
    {
        _follower.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Learns_from_each_line_once()
    {
        await _activity.AppendAsync(Outage("203.0.113.7"), Cancellation);
        await _follower.TurnAsync(Cancellation);
        await _follower.TurnAsync(Cancellation);

        var drop = Assert.Single(_drops.Since(Noon));
        Assert.Equal("203.0.113.7", drop.Address);
        Assert.Equal(SiteOutages.LeastDevices, drop.Devices);
    }

    [Fact]
    public async Task Learns_who_expires_and_comes_back_from_another_port_among_many_who_only_come()
    {
        for (var time = 0; time < PortHistory.Habit; time++)
        {
            await _activity.AppendAsync(
                [
                    Line(ActivityKind.Expired, 1, $"203.0.113.7:{1024 + time}"),
                    .. Arrivals(10),
                    Line(ActivityKind.Registered, 1, $"203.0.113.7:{2048 + time}"),
                ],
                Cancellation);
        }

        await _follower.TurnAsync(Cancellation);

        Assert.True(_ports.IsHabitOf(1));
        Assert.False(_ports.IsHabitOf(1001));
    }

    [Fact]
    public async Task After_a_storm_it_looks_at_what_is_remembered_and_not_at_all_of_it()
    {
        await _follower.TurnAsync(Cancellation);
        await _activity.AppendAsync(Outage("203.0.113.7"), Cancellation);
        await _activity.AppendAsync(Arrivals(ActivityFollower.Past - SiteOutages.LeastDevices), Cancellation);
        await _activity.AppendAsync(Outage("198.51.100.9"), Cancellation);
        await _follower.TurnAsync(Cancellation);

        var drop = Assert.Single(_drops.Since(Noon));
        Assert.Equal("198.51.100.9", drop.Address);
    }

    private static List<ActivityEntry> Outage(string address) =>
        [.. Enumerable.Range(1, SiteOutages.LeastDevices).Select(id => Line(ActivityKind.Expired, id, $"{address}:{5060 + id}"))];

    private static List<ActivityEntry> Arrivals(int count) =>
        [.. Enumerable.Range(1, count).Select(id => Line(ActivityKind.Registered, 1000 + id, "192.0.2.1:5060"))];

    private static ActivityEntry Line(ActivityKind kind, long deviceId, string source) => new()
    {
        At = Noon,
        Kind = kind,
        DomainId = 1,
        UserId = deviceId,
        DeviceId = deviceId,
        User = $"{deviceId}@acme.example",
        Source = source,
    };
}
