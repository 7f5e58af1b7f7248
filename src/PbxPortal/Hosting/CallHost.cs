using PbxPortal.Server.Calls;

namespace PbxPortal.Hosting;

/// <summary>Runs what keeps the calls: the recorder of those that are over, and the search for those whose end nobody told.</summary>
/// <remarks>Confined to the host's start and stop.</remarks>
internal sealed class CallHost(CallBook book, CallRecorder recorder, LostCalls lost) : BackgroundService
{
    /// <summary>What goes on is written down as far as it is known; the phones do not notice.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        book.GiveUpAll();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(recorder.RunAsync(stoppingToken), lost.RunAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // A host that fails to start cancels without saying that it stops.
        }
    }
}
