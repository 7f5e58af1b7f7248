using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class StorageOptionsValidatorTests
{
    private readonly StorageOptionsValidator _validator = new();

    [Fact]
    public void The_defaults_are_good()
    {
        Assert.True(_validator.Validate(name: null, new StorageOptions()).Succeeded);
    }

    [Fact]
    public void Names_every_mistake_at_once_each_with_an_example()
    {
        var result = _validator.Validate(
            name: null,
            new StorageOptions { Path = " ", Durability = "Often", ActivityDays = 0, WalMegabytes = 0, MaxMegabytes = -1 });

        var mistakes = result.Failures!.ToList();
        Assert.Equal(
            ["Storage:Path", "Storage:Durability", "Storage:ActivityDays", "Storage:WalMegabytes", "Storage:MaxMegabytes"],
            mistakes.Select(mistake => mistake.Split(' ')[0]));
        Assert.All(mistakes, mistake => Assert.Contains("Example: ", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_is_no_database()
    {
        var result = _validator.Validate(name: null, new StorageOptions { Path = Path.GetTempPath() });

        Assert.Contains("is a folder", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
