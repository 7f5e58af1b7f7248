namespace PbxPortal.Storage;

/// <summary>Work in the background that begins once everything has started: until then the processor is for the phones that wait.</summary>
internal abstract class UpkeepLoop : BackgroundService, IHostedLifecycleService
{
    public sealed override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>By now phones and browsers are answered.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => base.StartAsync(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
