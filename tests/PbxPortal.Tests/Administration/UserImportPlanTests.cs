namespace PbxPortal.Tests.Administration;

public sealed class UserImportPlanTests
{
    [Fact]
    public async Task Imports_that_run_at_the_same_time_plan_anew_and_all_succeed()
    {
        await using var bench = await AdministrationBench.StartAsync();
        var tables = Enumerable.Range(1, 6).Select(table =>
            "domain,extension\n" + string.Join('\n', Enumerable.Range(table * 1000, 200).Select(number => $"acme.example,{number}")));

        var results = await Task.WhenAll(tables.Select(table =>
            Task.Run(() => bench.ImportAsync(table), TestContext.Current.CancellationToken)));

        Assert.All(results, result => Assert.Equal(200, result.Added));
        Assert.Equal(1200, bench.Database.Count("user"));
    }

    [Fact]
    public async Task A_plan_that_came_too_late_is_made_again_on_what_stands_by_then()
    {
        await using var bench = await AdministrationBench.StartAsync();
        string[] tables =
        [
            "domain,extension,phone_numbers\nacme.example,1,16\n",
            "domain,extension,phone_numbers\nacme.example,2,16\n",
        ];

        var results = await Task.WhenAll(tables.Select(table =>
            Task.Run(() => bench.ImportAsync(table), TestContext.Current.CancellationToken)));

        var refused = Assert.Single(results, result => !result.Mistakes.IsEmpty);
        Assert.Contains("'16' belongs to the user", Assert.Single(refused.Mistakes).Message, StringComparison.Ordinal);
        Assert.Equal(1, bench.Database.Count("user"));
    }
}
