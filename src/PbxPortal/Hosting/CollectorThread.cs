using System.Globalization;
using System.Runtime.InteropServices;

namespace PbxPortal.Hosting;

/// <summary>The thread on which the runtime marks the old generation in the background: it is in no hurry, and the phones are.</summary>
/// <remarks>
/// <para>
/// At the same priority it takes half of a core that the phones want three quarters of; for 150 ms their requests pile up then, 40 ms of
/// waiting with 60,000 bindings. No other thread's priority is changed: all wait for the one that collects young objects.
/// </para>
/// <para>
/// Its own last pass, some milliseconds, stops all threads, too, and lasts longer when another program is busy on that core. So it does not
/// give way altogether (SCHED_IDLE).
/// </para>
/// Without state; any thread may call it.
/// </remarks>
internal static partial class CollectorThread
{
    /// <summary>A tenth of the core while others want it, and all that they leave (sched(7), "The nice value").</summary>
    internal const int Niceness = 10;

    /// <summary>As the runtime calls it.</summary>
    private const string Name = ".NET BGC";

    /// <summary>PRIO_PROCESS; with the number of a thread it means that thread (setpriority(2), "C library/kernel differences").</summary>
    private const int Process = 0;

    /// <summary>Lets it give way from now on; does nothing where there is none, or where the system shows no threads.</summary>
    public static void GiveWay()
    {
        foreach (var thread in All())
        {
            _ = SetPriority(Process, thread, Niceness); // It may have ended just now, and nobody misses it then.
        }
    }

    /// <summary>Their numbers: one, or none.</summary>
    internal static IReadOnlyList<int> All()
    {
        try
        {
            return
            [
                .. System.IO.Directory.EnumerateDirectories("/proc/self/task")
                    .Where(IsCollector)
                    .Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // No /proc, or no file descriptor is left: it keeps its priority until the next time.
        }
    }

    private static bool IsCollector(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).AsSpan().TrimEnd() is Name;
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }

    /// <param name="kind">PRIO_PROCESS.</param>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int thread, int niceness);
}
