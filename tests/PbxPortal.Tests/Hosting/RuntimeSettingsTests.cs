using System.Text.Json;

namespace PbxPortal.Tests.Hosting;

public sealed class RuntimeSettingsTests
{
    /// <summary>The runtime passes over names that it does not know without a word.</summary>
    [Fact]
    public void The_program_bounds_its_young_collections_by_a_setting_that_the_runtime_knows()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PbxPortal.runtimeconfig.json")));

        var budget = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").GetProperty("System.GC.Gen0MaxBudget").GetInt64();

        Assert.Equal(2 * 1024 * 1024, budget);
        Assert.Contains("GCGen0MaxBudget", GC.GetConfigurationVariables().Keys);
    }
}
