using System.Runtime.InteropServices;

namespace PbxPortal.Hosting;

/// <summary>On one core, begins the collections of the old generation before the runtime does, from a thread that lets the collector's own thread begin.</summary>
/// <remarks>
/// <para>
/// The runtime collects the old generation in the background, on a thread that it makes when there is none, and lets go when it had nothing
/// to do for 20 seconds. Up to .NET 10 it looks whether the thread that it has just made runs already, and if not, stops everybody and
/// compacts the whole heap instead (dotnet/runtime#119383): 200 ms with 60,000 bindings, in which phones fill the socket. With several
/// cores the new thread begins on another one meanwhile. On one core it does so only if whoever made it, and waits to hear that it has come to life,
/// does not take the core back at that moment; a thread under SCHED_BATCH never does (sched(7)).
/// </para>
/// <para>While a collection was begun from here within those 20 seconds, one that the runtime begins by itself finds the thread.</para>
/// <para>
/// With a share of several cores that amounts to one (a quota of a container) the runtime needs no help, and this does no harm.
/// </para>
/// The policy is a thread's, so this has a thread of its own, which does nothing but sleep and collect; nothing is shared with others but the order to stop.
/// </remarks>
internal sealed partial class HeapUpkeep(ILogger<HeapUpkeep> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>SCHED_BATCH.</summary>
    private const int Batch = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _thread;

    /// <summary>How many the process may use; with more than one the runtime needs no help.</summary>
    internal int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>For whoever looks at the threads of the process; the system shows 15 characters.</summary>
    internal string ThreadName { get; init; } = "heap upkeep";

    private static bool CollectsInBackground => GC.GetConfigurationVariables().TryGetValue("ConcurrentGC", out var value) && value is true;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>By now what the store held is in the heap: collecting while it is read would keep the phones waiting.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (Cores == 1 && OperatingSystem.IsLinux() && CollectsInBackground)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = ThreadName };
            _thread.Start();
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        End();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        End(); // A program that fails to start is not stopped first.
        _stopping.Dispose();
    }

    private void Run()
    {
        var priority = 0;
        var error = SetScheduler(Self(), Batch, ref priority);
        if (error != 0)
        {
            LogNotSet(logger, error);
        }

        var schedule = new CollectionSchedule();
        var seconds = 0L;
        var collections = 0L;
        while (!_stopping.Wait(Interval))
        {
            var old = OldGeneration.Read();
            var isDue = schedule.IsDue(old, TimeSpan.FromSeconds(++seconds)) && error == 0;
            if (isDue)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }

            if (isDue || old.Collections != collections)
            {
                collections = old.Collections;
                CollectorThread.GiveWay(); // Also the one that the runtime has made by itself, and keeps for the next time.
            }
        }
    }

    private void End()
    {
        _stopping.Set();
        _thread?.Join();
    }

    /// <summary>The C library's handle of the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint Self();

    /// <summary>sched_setscheduler of a thread: musl does not have the one of a process.</summary>
    /// <param name="priority">struct sched_param; 0 for this policy.</param>
    /// <returns>0, or the error.</returns>
    [LibraryImport("libc", EntryPoint = "pthread_setschedparam")]
    private static partial int SetScheduler(nint thread, int policy, ref int priority);

    [LoggerMessage(Level = LogLevel.Information, Message = "The collector may stop all phones for some hundred milliseconds at times: SCHED_BATCH could not be set (error {Number}).")]
    private static partial void LogNotSet(ILogger logger, int number);
}
