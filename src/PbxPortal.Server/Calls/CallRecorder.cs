using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Calls;

/// <summary>Hands the calls that are over to the store, many at once, off the way of the messages.</summary>
/// <remarks>Any thread adds; one loop takes. Bounded: while the store takes nothing, so many wait, and the others are counted.</remarks>
public sealed partial class CallRecorder(ICallStore store, TimeProvider timeProvider, ILogger<CallRecorder> logger)
{
    /// <summary>An hour of a busy server, some 20 MB.</summary>
    internal const int Capacity = 20_000;

    /// <summary>So many share one transaction; few enough that no REGISTER waits for long behind it.</summary>
    private const int BatchSize = 100;

    /// <summary>
    /// The rest after what waited has been stored, in which others gather: a transaction costs as much as a dozen calls. One that ends alone
    /// does not wait.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);

    private readonly Channel<Call> _waiting = Channel.CreateBounded<Call>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly List<Call> _batch = new(BatchSize);
    private long _lost;
    private bool _isFailing;

    /// <summary>Calls that found no room since the start, and are in no history.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Never blocks and never throws.</summary>
    public void Add(Call call)
    {
        if (!_waiting.Writer.TryWrite(call))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Stores until cancelled, and then what is still there.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
            {
                await StoreAsync(cancellationToken);
                await Task.Delay(Rest, timeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StoreLastAsync();
            throw;
        }
    }

    /// <summary>Stores all that wait.</summary>
    internal async Task StoreAsync(CancellationToken cancellationToken)
    {
        while (Fill())
        {
            while (!await TryStoreAsync(cancellationToken))
            {
                await Task.Delay(RetryInterval, timeProvider, cancellationToken);
            }
        }
    }

    private async Task StoreLastAsync()
    {
        using var patience = new CancellationTokenSource(LastTry, timeProvider);
        try
        {
            while (Fill() && await TryStoreAsync(patience.Token))
            {
                // Until nothing is left.
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends now; what is left is counted below.
        }

        var left = _batch.Count + _waiting.Reader.Count;
        if (left > 0)
        {
            LogLeft(logger, left);
        }
    }

    /// <summary>What the store did not take yet stays in the batch.</summary>
    private bool Fill()
    {
        while (_batch.Count < BatchSize && _waiting.Reader.TryRead(out var call))
        {
            _batch.Add(call);
        }

        return _batch.Count > 0;
    }

    private async Task<bool> TryStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.AppendAsync(_batch, cancellationToken);
            _batch.Clear();
            _isFailing = false;
            return true;
        }
        catch (StoreUnavailableException exception)
        {
            if (!_isFailing)
            {
                LogNotStored(logger, exception.Message); // Once; a line a second would drown everything else.
            }

            _isFailing = true;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Finished calls wait for the store: {Reason}")]
    private static partial void LogNotStored(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} finished calls could not be stored before the server stopped.")]
    private static partial void LogLeft(ILogger logger, int count);
}
