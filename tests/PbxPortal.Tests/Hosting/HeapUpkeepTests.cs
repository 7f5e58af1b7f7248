using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Hosting;

namespace PbxPortal.Tests.Hosting;

public sealed class HeapUpkeepTests
{
    private const string Batch = "3";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_one_core_a_thread_that_gives_way_keeps_the_heap_until_the_program_stops()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the policy.");
        using var upkeep = new HeapUpkeep(NullLogger<HeapUpkeep>.Instance) { Cores = 1 };
        var others = Policies().Keys.ToHashSet();

        await upkeep.StartedAsync(Cancellation);

        Assert.True(SpinWait.SpinUntil(() => Own().Contains(Batch), TimeSpan.FromSeconds(20)));
        await upkeep.StoppingAsync(Cancellation);
        Assert.Empty(Own());

        List<string> Own() => [.. Policies().Where(policy => !others.Contains(policy.Key)).Select(policy => policy.Value)];
    }

    [Fact]
    public async Task With_several_cores_the_runtime_needs_no_help()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the policy.");
        using var upkeep = new HeapUpkeep(NullLogger<HeapUpkeep>.Instance) { Cores = 2 };
        var others = Policies().Count;

        await upkeep.StartedAsync(Cancellation);

        Assert.Equal(others, Policies().Count);
        await upkeep.StoppingAsync(Cancellation);
    }

    /// <summary>The scheduling policy (proc(5), stat, 41st field) of each thread of this name, by its number.</summary>
    private static Dictionary<int, string> Policies()
    {
        var policies = new Dictionary<int, string>();
        foreach (var task in System.IO.Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(task, "stat"));
                if (stat.Contains($"({HeapUpkeep.ThreadName})", StringComparison.Ordinal))
                {
                    policies[int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)] = stat[stat.LastIndexOf(')')..].Split(' ')[39];
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return policies;
    }
}
