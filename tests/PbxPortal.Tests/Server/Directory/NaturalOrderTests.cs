using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server.Directory;

public sealed class NaturalOrderTests
{
    [Fact]
    public void Orders_as_people_read()
    {
        string[] shuffled = ["door", "10", "9", "100", "1a10", "1a9", "Bob", "alice", "009", "", "00", "9-1", "99999999999999999999999", "100000000000000000000000"];

        Assert.Equal(
            ["", "00", "1a9", "1a10", "009", "9", "9-1", "10", "100", "99999999999999999999999", "100000000000000000000000", "alice", "Bob", "door"],
            shuffled.Order(NaturalOrder.Instance));
    }

    [Theory]
    [InlineData("9", "10", -1)]
    [InlineData("10", "9", 1)]
    [InlineData("3516", "3516", 0)]
    [InlineData("Bob", "bob", -1)]
    [InlineData("7", "07", 1)]
    [InlineData(null, "1", -1)]
    [InlineData("a", "ab", -1)]
    public void Says_which_is_first_and_calls_equal_only_what_is_the_same(string? left, string? right, int order)
    {
        Assert.Equal(order, Math.Sign(NaturalOrder.Instance.Compare(left, right)));
        Assert.Equal(-order, Math.Sign(NaturalOrder.Instance.Compare(right, left)));
    }
}
