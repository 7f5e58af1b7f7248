using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class WriteGateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_waits_comes_before_whoever_leaves_and_comes_back()
    {
        var gate = new WriteGate();
        await gate.EnterAsync(Cancellation);
        var first = gate.EnterAsync(Cancellation);
        var second = gate.EnterAsync(Cancellation);

        gate.Leave();
        var again = gate.EnterAsync(Cancellation);
        await first;
        var secondBeforeItsTurn = second.IsCompleted;
        gate.Leave();
        await second;
        var againBeforeItsTurn = again.IsCompleted;
        gate.Leave();
        await again;

        Assert.False(secondBeforeItsTurn);
        Assert.False(againBeforeItsTurn);
    }

    [Fact]
    public async Task A_thread_that_waits_is_let_in_before_who_came_later()
    {
        var gate = new WriteGate();
        var order = new List<string>();
        var isThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await gate.EnterAsync(Cancellation);
        var thread = Task.Factory.StartNew(
            () =>
            {
                isThere.SetResult();
                gate.Enter();
                order.Add("thread");
                gate.Leave();
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await isThere.Task;
        SpinWait.SpinUntil(() => gate.WaitingCount == 1);

        var later = gate.EnterAsync(Cancellation);
        gate.Leave();
        await later;
        order.Add("later");
        await thread;

        Assert.Equal(["thread", "later"], order);
    }

    [Fact]
    public async Task Who_goes_away_is_passed_by()
    {
        var gate = new WriteGate();
        using var impatience = new CancellationTokenSource();
        await gate.EnterAsync(Cancellation);
        var gone = gate.EnterAsync(impatience.Token);
        var next = gate.EnterAsync(Cancellation);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Leave();

        await next;
    }

    [Fact]
    public async Task Each_turn_is_counted_once_whether_it_was_waited_for_or_not()
    {
        var gate = new WriteGate();
        gate.Enter();
        var next = gate.EnterAsync(Cancellation);
        var beforeItsTurn = gate.Turns;

        gate.Leave();
        await next;

        Assert.Equal(1, beforeItsTurn);
        Assert.Equal(2, gate.Turns);
    }

    [Fact]
    public void Nobody_else_there_costs_no_memory()
    {
        var gate = new WriteGate();
        gate.Enter();
        gate.Leave();
        var before = GC.GetAllocatedBytesForCurrentThread();

        gate.Enter();
        gate.Leave();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
