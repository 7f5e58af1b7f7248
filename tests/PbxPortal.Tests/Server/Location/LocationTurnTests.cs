using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Location;

public sealed class LocationTurnTests
{
    private const int Many = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_one_core_who_has_received_many_changes_makes_the_turn()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Location.ReceiversTakeTurns = true;

        Assert.True(await IsMadeHereAsync(bench));
    }

    [Fact]
    public async Task Few_changes_are_left_to_the_loop_and_so_are_all_with_more_cores()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Location.ReceiversTakeTurns = true;
        var few = Add(bench, Many - 1);
        await Task.WhenAll(few.Select(change => change.Completion)).WaitAsync(Cancellation);
        bench.Location.ReceiversTakeTurns = false;
        var many = Add(bench, Many);
        await Task.WhenAll(many.Select(change => change.Completion)).WaitAsync(Cancellation);

        Assert.DoesNotContain(Environment.CurrentManagedThreadId, few.Concat(many).Select(change => change.Thread));
    }

    [Fact]
    public async Task After_a_turn_that_took_long_the_loop_makes_them_for_a_while()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await bench.SettleAsync();
        ILocationQueue queue = bench.Location;
        var slow = new SlowChange(bench.Time);
        queue.Post(slow);
        await slow.Completion.WaitAsync(Cancellation);
        bench.Location.ReceiversTakeTurns = true;

        await bench.SettleAsync();
        await bench.SettleAsync(); // By now the loop has left the long turn.
        var after = Add(bench, Many);
        await Task.WhenAll(after.Select(change => change.Completion)).WaitAsync(Cancellation);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        var later = await IsMadeHereAsync(bench);

        Assert.DoesNotContain(Environment.CurrentManagedThreadId, after.Select(change => change.Thread));
        Assert.True(later);
    }

    [Fact]
    public async Task While_the_loop_is_at_it_nobody_else_is()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Location.ReceiversTakeTurns = true;
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        ILocationQueue queue = bench.Location;
        queue.Post(new BlockingChange(entered, leave));
        entered.Wait(Cancellation);

        var many = Add(bench, Many);
        var done = many.Count(change => change.Completion.IsCompleted);
        leave.Set();
        await Task.WhenAll(many.Select(change => change.Completion)).WaitAsync(Cancellation);

        Assert.Equal(0, done);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, many.Select(change => change.Thread));
    }

    /// <summary>Whether the turn of many changes is over when they have been handed on. The loop may not have left its own yet, so one attempt is not enough.</summary>
    private static async Task<bool> IsMadeHereAsync(RegistrarBench bench)
    {
        var isMade = false;
        for (var attempt = 0; attempt < 1000 && !isMade; attempt++)
        {
            await bench.SettleAsync();
            isMade = Add(bench, Many).TrueForAll(change => change.Completion.IsCompleted);
        }

        return isMade;
    }

    /// <summary>As a receiving thread does it: all of a batch, then one call. On the thread of the test, up to the first wait.</summary>
    private static List<MarkedChange> Add(RegistrarBench bench, int count)
    {
        ILocationQueue queue = bench.Location;
        var changes = Enumerable.Range(0, count).Select(_ => new MarkedChange()).ToList();
        Assert.All(changes, change => Assert.True(queue.TryAdd(change)));
        queue.Wake();
        return changes;
    }

    private class MarkedChange : LocationChange
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Completion => _completion.Task;

        public int Thread { get; private set; }

        public override bool Apply(LocationTransaction transaction)
        {
            Thread = Environment.CurrentManagedThreadId;
            return true;
        }

        public override void Complete(Exception? failure, Outbox outbox) => _completion.SetResult();
    }

    private sealed class SlowChange(TestClock time) : MarkedChange
    {
        public override bool Apply(LocationTransaction transaction)
        {
            time.Advance(TimeSpan.FromMilliseconds(51));
            return base.Apply(transaction);
        }
    }

    private sealed class BlockingChange(ManualResetEventSlim entered, ManualResetEventSlim leave) : LocationChange
    {
        public override bool Apply(LocationTransaction transaction)
        {
            entered.Set();
            leave.Wait(Cancellation);
            return true;
        }

        public override void Complete(Exception? failure, Outbox outbox)
        {
            // Nobody waits for it.
        }
    }
}
