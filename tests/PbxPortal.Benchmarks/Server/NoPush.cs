using PbxPortal.Server.Push;

namespace PbxPortal.Benchmarks.Server;

/// <summary>Wakes nobody.</summary>
internal sealed class NoPush : IPushGateway
{
    public Task<string?> WakeAsync(PushOrder order, CancellationToken cancellationToken) => Task.FromResult<string?>("no push here");
}
