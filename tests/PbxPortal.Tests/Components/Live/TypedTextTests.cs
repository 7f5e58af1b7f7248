using PbxPortal.Components.Live;

namespace PbxPortal.Tests.Components.Live;

public sealed class TypedTextTests
{
    private readonly TypedText _text = new();

    [Fact]
    public void An_address_that_was_asked_for_takes_nothing_from_who_typed_on()
    {
        _text.Value = "a";
        Assert.Equal("a", _text.Ask());
        _text.Value = "ab ";
        Assert.Equal("ab", _text.Ask());

        Assert.False(_text.Take("a"));
        Assert.False(_text.Take("ab"));

        Assert.Equal("ab ", _text.Value);
    }

    [Fact]
    public void An_address_that_the_browser_left_out_is_not_waited_for()
    {
        _text.Value = "a";
        _text.Ask();
        _text.Value = "ab";
        _text.Ask();

        Assert.False(_text.Take("ab"));
        Assert.True(_text.Take("a")); // Back, by the reader.

        Assert.Equal("a", _text.Value);
    }

    [Fact]
    public void Any_other_address_counts()
    {
        _text.Value = "a";

        Assert.True(_text.Take("link"));
        Assert.False(_text.Take("link"));
        Assert.Equal("link", _text.Value);
    }
}
