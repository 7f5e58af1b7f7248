using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class HeaderNamesTests
{
    [Fact]
    public void Knows_every_name_in_any_case()
    {
        foreach (var name in Enum.GetValues<HeaderName>().Where(name => name != HeaderName.Unknown))
        {
            var text = HeaderNames.ToBytes(name).ToText();

            Assert.Equal(name, HeaderNames.Parse(text.ToBytes()));
            Assert.Equal(name, HeaderNames.Parse(text.ToUpperInvariant().ToBytes()));
            Assert.Equal(name, HeaderNames.Parse(text.ToLowerInvariant().ToBytes()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Contacts")]
    [InlineData("Kontakt")]
    [InlineData("Xontact")]
    [InlineData("X-Serial")]
    [InlineData("q")]
    [InlineData("-")]
    public void Leaves_other_names_unknown(string text)
    {
        Assert.Equal(HeaderName.Unknown, HeaderNames.Parse(text.ToBytes()));
    }
}
