using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["200", "3516", "3517", "4711", "anna.berger", "reception"];

    [Theory]
    [InlineData("3561", "3516")] // Two digits swapped.
    [InlineData("35166", "3516")] // One too many.
    [InlineData("+493516", "3516")] // What one dials instead of what one is.
    [InlineData("anna.berge", "anna.berger")]
    [InlineData("Reception", "reception")]
    [InlineData("411", "4711")]
    public void Finds_the_name_that_was_meant(string written, string meant) => Assert.Equal(meant, NearestName.Find(written, Names));

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("9999")]
    [InlineData("1")]
    public void Suggests_nothing_when_nothing_is_near(string written) => Assert.Null(NearestName.Find(written, Names));

    [Fact]
    public void Looks_at_no_name_longer_than_a_person_would_write()
    {
        Assert.Null(NearestName.Find(new string('3', 60_000), Names));
        Assert.Equal("3516", NearestName.Find("3516", [new string('3', 60_000), "3516"]));
    }
}
