using System.Collections.Concurrent;
using PbxPortal.Server.Push;

namespace PbxPortal.Tests.Server;

/// <summary>Notes whom it is asked to wake, and answers what the test says.</summary>
internal sealed class FakePushGateway : IPushGateway
{
    public ConcurrentQueue<PushOrder> Orders { get; } = new();

    /// <summary>Why it takes nothing; <c>null</c>: it takes all.</summary>
    public string? Refusal { get; set; }

    public Task<string?> WakeAsync(PushOrder order, CancellationToken cancellationToken)
    {
        Orders.Enqueue(order);
        return Task.FromResult(Refusal);
    }
}
