using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Administration;

public sealed class UserFilterTests
{
    private static readonly User Anna =
        Sample.User(1, "3516", "Anna Berg") with { Email = "anna@acme.example", PhoneNumbers = ["+498912345678"] };

    [Theory]
    [InlineData("")]
    [InlineData("?q=anna%20berg")]
    [InlineData("?q=%2B49%2089")]
    [InlineData("?domain=acme.example&state=failing,late&reachable=no&sort=state&desc=1")]
    [InlineData("?reachable=yes&sort=lastseen")]
    public void Comes_back_from_its_address(string query)
    {
        Assert.Equal(query, UserFilter.Parse(query).ToQuery());
    }

    [Theory]
    [InlineData("?state=7&sort=7&reachable=perhaps&desc=x&other=1")]
    [InlineData("?state=fine")]
    public void Passes_over_what_it_does_not_know(string query)
    {
        Assert.Equal("", UserFilter.Parse(query).ToQuery());
    }

    [Theory]
    [InlineData("berg", true)]
    [InlineData("BERG 3516", true)]
    [InlineData("acme  anna", true)]
    [InlineData("9123", true)]
    [InlineData("anna@", true)]
    [InlineData("berg 99999", false)]
    public void Finds_a_user_who_has_all_words(string text, bool expected)
    {
        Assert.Equal(expected, new UserFilter { Text = text }.Finds(Anna));
    }

    [Fact]
    public void Sorting_the_same_column_again_turns_it_round()
    {
        var once = UserFilter.Everybody.SortBy(UserSort.Name);

        Assert.Equal((UserSort.Name, false), (once.Sort, once.IsDescending));
        Assert.True(once.SortBy(UserSort.Name).IsDescending);
        Assert.False(once.SortBy(UserSort.Name).SortBy(UserSort.State).IsDescending);
    }
}
