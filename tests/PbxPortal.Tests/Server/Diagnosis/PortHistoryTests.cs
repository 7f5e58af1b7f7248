using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class PortHistoryTests
{
    private readonly PortHistory _history = new();

    [Fact]
    public void Coming_back_from_another_port_twice_is_a_habit()
    {
        ExpireAndReturn("203.0.113.7:1024", "203.0.113.7:2048");
        Assert.False(_history.IsHabitOf(1));

        ExpireAndReturn("203.0.113.7:2048", "203.0.113.7:4096");

        Assert.True(_history.IsHabitOf(1));
        Assert.False(_history.IsHabitOf(2));
    }

    [Theory]
    [InlineData("203.0.113.7:1024", "203.0.113.7:1024")]
    [InlineData("203.0.113.7:1024", "198.51.100.1:1024")]
    public void The_same_port_or_another_address_says_nothing_of_a_NAT(string before, string after)
    {
        ExpireAndReturn(before, after);
        ExpireAndReturn(before, after);

        Assert.False(_history.IsHabitOf(1));
    }

    [Fact]
    public void It_matters_where_a_device_comes_from_from_the_time_it_expired_until_it_is_back()
    {
        Assert.False(_history.IsAwaited(1));

        _history.Take(Line(ActivityKind.Expired, "203.0.113.7:1024"));
        Assert.True(_history.IsAwaited(1));

        _history.Take(Line(ActivityKind.Registered, "203.0.113.7:1024"));
        Assert.False(_history.IsAwaited(1));
    }

    private void ExpireAndReturn(string before, string after)
    {
        _history.Take(Line(ActivityKind.Expired, before));
        _history.Take(Line(ActivityKind.Registered, after));
    }

    private static ActivityEntry Line(ActivityKind kind, string source) =>
        new() { At = DateTimeOffset.UnixEpoch, Kind = kind, DeviceId = 1, UserId = 11, DomainId = 1, Source = source };
}
