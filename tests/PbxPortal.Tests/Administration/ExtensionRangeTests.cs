using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

public sealed class ExtensionRangeTests
{
    [Theory]
    [InlineData("100-149", 50, "100", "149")]
    [InlineData(" 100 – 101 ", 2, "100", "101")]
    [InlineData("0098-0101", 4, "0098", "0101")]
    [InlineData("98-101", 4, "98", "101")]
    [InlineData("a1-a3", 3, "a1", "a3")]
    [InlineData("a1-3", 3, "a1", "a3")]
    [InlineData("7-7", 1, "7", "7")]
    public void Counts_from_the_first_to_the_last(string text, int count, string first, string last)
    {
        Assert.True(ExtensionRange.TryParse(text, out var range, out _));

        Assert.Equal((count, first, last), (range.Count, range.Extensions.First(), range.Extensions.Last()));
        Assert.Equal(count, range.Extensions.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("", "A range is the first and the last extension")]
    [InlineData("100", "A range is the first and the last extension")]
    [InlineData("100-", "A range is the first and the last extension")]
    [InlineData("-100", "A range is the first and the last extension")]
    [InlineData("1-2-3", "A range is the first and the last extension")]
    [InlineData("anna-berta", "A range is the first and the last extension")]
    [InlineData("1000000000-1000000001", "A range is the first and the last extension")]
    [InlineData("a1-b3", "'a1' and 'b3' begin differently.")]
    [InlineData("149-100", "The range ends before it begins. Did you mean 100-149?")]
    [InlineData("1-10001", "That is 10001 users; 10000 at once is the most.")]
    public void Says_what_is_wrong_with_an_example(string text, string expected)
    {
        Assert.False(ExtensionRange.TryParse(text, out _, out var mistake));

        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
    }
}
