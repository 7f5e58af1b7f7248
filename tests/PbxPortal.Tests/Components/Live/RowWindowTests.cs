using PbxPortal.Components.Live;

namespace PbxPortal.Tests.Components.Live;

public sealed class RowWindowTests
{
    private readonly RowWindow _window = new();

    [Fact]
    public void Holds_a_short_list_as_a_whole()
    {
        Assert.Equal(0..0, _window.Of(0));
        Assert.Equal(0..7, _window.Of(7));
    }

    [Fact]
    public void Holds_what_is_on_the_screen_and_some_rows_around_it()
    {
        Assert.True(_window.Show(400, 12));

        Assert.Equal(392..424, _window.Of(100_000));
    }

    [Fact]
    public void Ends_where_the_list_ends()
    {
        _window.Show(996, 12);

        Assert.Equal(980..1000, _window.Of(1000));
    }

    [Fact]
    public void Follows_a_list_that_has_become_shorter_than_where_the_reader_is()
    {
        _window.Show(99_000, 12);

        Assert.Equal(80..100, _window.Of(100));
        Assert.Equal(0..5, _window.Of(5));
    }

    [Fact]
    public void Tells_whether_the_browser_asked_for_something_new()
    {
        Assert.True(_window.Show(8, 12));
        Assert.False(_window.Show(8, 12));
        Assert.True(_window.Show(8, 13));
    }

    [Fact]
    public void Takes_no_nonsense_from_the_browser()
    {
        _window.Show(-5, int.MaxValue);

        var (start, end) = (_window.Of(100_000).Start.Value, _window.Of(100_000).End.Value);
        Assert.Equal(0, start);
        Assert.InRange(end, 1, 300);
    }

    [Theory]
    [InlineData(399, false)]
    [InlineData(400, true)]
    [InlineData(415, true)]
    [InlineData(416, false)]
    public void Sees_what_can_be_on_the_screen_before_the_browser_asks_again(int row, bool expected)
    {
        _window.Show(400, 12);

        Assert.Equal(expected, _window.IsSeen(row, 100_000));
    }
}
