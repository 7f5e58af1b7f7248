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

    private void ExpireAndReturn(string before, string after) => _history.Take(
        [Line(ActivityKind.Expired, before), Line(ActivityKind.Registered, after)]);

    private static ActivityEntry Line(ActivityKind kind, string source) =>
        new() { At = DateTimeOffset.UnixEpoch, Kind = kind, DeviceId = 1, UserId = 11, DomainId = 1, Source = source };
}
