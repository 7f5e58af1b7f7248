using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Attempts that the test sends.</summary>
internal sealed class FakeAttemptWatch : IAttemptWatch
{
    private readonly List<(Func<Attempt, bool> Concerns, Channel<Attempt> Channel)> _watchers = [];

    private int _taken;

    public int Watchers => _watchers.Count;

    /// <summary>How many attempts a watcher has done with: it asked for the next one.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public void Send(Attempt attempt)
    {
        foreach (var (_, channel) in _watchers.Where(watcher => watcher.Concerns(attempt)))
        {
            Assert.True(channel.Writer.TryWrite(attempt));
        }
    }

    public async IAsyncEnumerable<Attempt> WatchAsync(Func<Attempt, bool> concerns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = (concerns, Channel.CreateBounded<Attempt>(100));
        _watchers.Add(watcher);
        try
        {
            await foreach (var attempt in watcher.Item2.Reader.ReadAllAsync(cancellationToken))
            {
                yield return attempt;
                Interlocked.Increment(ref _taken);
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }
}
