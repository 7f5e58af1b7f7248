using Microsoft.Extensions.Logging;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Admission;

/// <summary>What the loop has changed of the bans and the store has not: a ban holds at once, and is written as soon as the store can.</summary>
/// <remarks>Guarded by the lock of the admission service's changes. There is no more of it than there are bans.</remarks>
internal sealed partial class UnwrittenBans(IAdmissionStore store, ILogger logger)
{
    private readonly Dictionary<BanKey, Ban?> _changes = []; // null: to be removed.

    public void Put(Ban ban) => _changes[BanKey.Of(ban)] = ban;

    public void Remove(BanKey key) => _changes[key] = null;

    /// <summary>The store has been told otherwise meanwhile.</summary>
    public void Forget(BanKey key) => _changes.Remove(key);

    /// <summary>What the store does not take now is kept for the next time.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_changes.Count == 0)
        {
            return;
        }

        try
        {
            await store.SaveAsync(
                [.. _changes.Values.OfType<Ban>()],
                [.. _changes.Where(change => change.Value is null).Select(change => change.Key)],
                cancellationToken);
            _changes.Clear();
        }
        catch (StoreUnavailableException exception)
        {
            LogNotStored(logger, _changes.Count, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} changes of bans could not be written and are tried again: {Reason}")]
    private static partial void LogNotStored(ILogger logger, int count, string reason);
}
