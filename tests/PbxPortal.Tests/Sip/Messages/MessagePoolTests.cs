using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class MessagePoolTests
{
    [Fact]
    public void Gives_back_what_was_returned()
    {
        var pool = new MessagePool<OfOneThread>(() => new OfOneThread(), capacity: 64);
        var item = pool.Rent();

        pool.Return(item);

        Assert.Same(item, pool.Rent());
        Assert.NotSame(item, pool.Rent());
    }

    [Fact]
    public async Task What_one_thread_returns_another_rents_again()
    {
        var pool = new MessagePool<OfTwoThreads>(() => new OfTwoThreads(), capacity: 64);
        var rented = Enumerable.Range(0, 64).Select(_ => pool.Rent()).ToHashSet();

        await OnAnotherThread(() =>
        {
            foreach (var item in rented)
            {
                pool.Return(item);
            }
        });

        Assert.All(Enumerable.Range(0, 32), _ => Assert.True(rented.Remove(pool.Rent())));
    }

    [Fact]
    public async Task Keeps_no_more_than_its_capacity_and_a_few_for_each_thread()
    {
        var pool = new MessagePool<Abandoned>(() => new Abandoned(), capacity: 32);
        var returned = Enumerable.Range(0, 1_000).Select(_ => new Abandoned()).ToHashSet();

        await OnAnotherThread(() =>
        {
            foreach (var item in returned)
            {
                pool.Return(item);
            }
        });

        Assert.Equal(32, Enumerable.Range(0, 1_000).Count(_ => returned.Contains(pool.Rent())));
    }

    private static Task OnAnotherThread(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            work();
            done.SetResult();
        });
        thread.Start();
        return done.Task;
    }

    // A type for each test, as the threads keep what is idle by type.
    private sealed class OfOneThread;

    private sealed class OfTwoThreads;

    private sealed class Abandoned;
}
