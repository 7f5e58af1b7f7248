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
        using var upkeep = new HeapUpkeep(NullLogger<HeapUpkeep>.Instance) { Cores = 1, ThreadName = "upkeep of one" };

        await upkeep.StartedAsync(Cancellation);

        Assert.True(SpinWait.SpinUntil(() => Policies(upkeep.ThreadName).Contains(Batch), TimeSpan.FromSeconds(20)));
        await upkeep.StoppingAsync(Cancellation);
        Assert.True(SpinWait.SpinUntil(() => Policies(upkeep.ThreadName).Count == 0, TimeSpan.FromSeconds(20))); // The system shows a thread for a moment after its end.
    }

    [Fact]
    public async Task With_several_cores_the_runtime_needs_no_help()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the policy.");
        using var upkeep = new HeapUpkeep(NullLogger<HeapUpkeep>.Instance) { Cores = 2, ThreadName = "upkeep of two" };

        await upkeep.StartedAsync(Cancellation);

        Assert.Empty(Policies(upkeep.ThreadName));
        await upkeep.StoppingAsync(Cancellation);
    }

    [Fact]
    public void The_collectors_own_thread_gives_way_to_the_phones()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux gives each thread a priority of its own.");
        var ofOthers = NicenessOf(Environment.ProcessId); // The first thread has the number of the process.
        var heap = Enumerable.Range(0, 3_000).Select(_ => new byte[10_000]).ToArray(); // The runtime collects a small one at once, without a thread.

        var gaveWay = SpinWait.SpinUntil(
            () =>
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
                CollectorThread.GiveWay();
                return CollectorThread.All() is [var thread] && NicenessOf(thread) >= CollectorThread.Niceness;
            },
            TimeSpan.FromSeconds(20));

        Assert.True(gaveWay);
        Assert.Equal(ofOthers, NicenessOf(Environment.ProcessId));
        GC.KeepAlive(heap);
    }

    /// <summary>proc(5), stat, 19th field.</summary>
    private static int NicenessOf(int thread)
    {
        var stat = File.ReadAllText($"/proc/self/task/{thread}/stat");
        return int.Parse(stat[stat.LastIndexOf(')')..].Split(' ')[17], CultureInfo.InvariantCulture);
    }

    /// <summary>The scheduling policy (proc(5), stat, 41st field) of each thread of this name: the whole program may run beside, with one of its own.</summary>
    private static List<string> Policies(string threadName)
    {
        var policies = new List<string>();
        foreach (var task in System.IO.Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(task, "stat"));
                if (stat.Contains($"({threadName})", StringComparison.Ordinal))
                {
                    policies.Add(stat[stat.LastIndexOf(')')..].Split(' ')[39]);
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
