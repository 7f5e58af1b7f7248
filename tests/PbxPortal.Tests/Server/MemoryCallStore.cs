using PbxPortal.Server.Calls;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>Keeps finished calls in memory; a test may break it.</summary>
internal sealed class MemoryCallStore : ICallStore
{
    private readonly Lock _gate = new();
    private readonly List<Call> _calls = [];

    public bool IsBroken { get; set; }

    /// <summary>In how many transactions the calls have come.</summary>
    public int Groups { get; private set; }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public Task AppendAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new StoreUnavailableException("The disk is full.");
        }

        lock (_gate)
        {
            _calls.AddRange(calls);
            Groups++;
        }

        return Task.CompletedTask;
    }
}
