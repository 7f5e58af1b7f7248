using PbxPortal.Components.Devices;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Devices;

public sealed class RefreshHistoryTests
{
    private readonly RefreshHistory _history = new();

    [Fact]
    public void Begins_with_what_the_server_remembers()
    {
        Assert.True(_history.Note(At(60) with { RefreshCount = 3 }, rememberedInterval: 55));

        Assert.Equal([(5.0, 0), (60.0, 3600)], _history.Points.Select(point => ((point.At - Sample.Now).TotalSeconds, point.GrantedSeconds)));
        Assert.Equal(TimeSpan.FromSeconds(55), _history.Usual);
        Assert.Null(_history.Jitter);
    }

    [Fact]
    public void Knows_how_even_the_intervals_are()
    {
        foreach (var second in (int[])[0, 60, 118, 180])
        {
            _history.Note(At(second), rememberedInterval: 0);
        }

        Assert.Equal(TimeSpan.FromSeconds(60), _history.Usual);
        Assert.Equal(TimeSpan.FromSeconds(2), _history.Jitter);
    }

    [Fact]
    public void What_is_no_refresh_is_no_point()
    {
        _history.Note(At(0), rememberedInterval: 0);

        Assert.False(_history.Note(At(0) with { Name = "Hall" }, rememberedInterval: 0));
        Assert.False(_history.Note(Sample.Device(1, DeviceStatus.Offline), rememberedInterval: 0));
        Assert.Single(_history.Points);
    }

    [Fact]
    public void A_new_registration_begins_anew()
    {
        _history.Note(At(0), rememberedInterval: 0);
        _history.Note(At(60), rememberedInterval: 0);

        _history.Note(At(900) with { RegisteredAt = Sample.Now.AddSeconds(900), RefreshCount = 0 }, rememberedInterval: 0);

        Assert.Single(_history.Points);
        Assert.Null(_history.Usual);
    }

    [Fact]
    public void Holds_no_more_than_the_last()
    {
        foreach (var minute in Enumerable.Range(0, 200))
        {
            _history.Note(At(minute * 60), rememberedInterval: 0);
        }

        Assert.Equal(RefreshHistory.Most, _history.Points.Count);
        Assert.Equal(199 * 60, (_history.Points[^1].At - Sample.Now).TotalSeconds);
    }

    private static DeviceState At(int second) => Sample.Device(1) with { RefreshedAt = Sample.Now.AddSeconds(second), RefreshCount = 1 };
}
