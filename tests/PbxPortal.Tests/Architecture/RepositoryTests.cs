namespace PbxPortal.Tests.Architecture;

public sealed class RepositoryTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("wwwroot")]
    [InlineData("appsettings.json")]
    public void What_users_look_for_stands_at_the_top(string name)
    {
        Assert.True(Path.Exists(Path.Combine(Repository.Root, name)), $"{name} is missing.");
    }
}
