using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dapper;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>Domains and users in SQLite, and the news of whoever changes them.</summary>
/// <remarks>
/// Triggers write each changed id into <c>directory_change</c>, whichever process changes it. The one watcher looks there when
/// <c>PRAGMA data_version</c> says that somebody committed, once a second, and at once when this process edited something.
/// A change counts as shown when the watcher comes back for the next one, for by then it has applied it.
/// The position is guarded by one lock.
/// </remarks>
internal sealed partial class SqliteDirectoryStore(
    SqliteDatabase database, TimeProvider timeProvider, ILogger<SqliteDirectoryStore> logger) : IDirectoryStore
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceWithWatcher = TimeSpan.FromSeconds(5);

    /// <summary>So many read changes stay, for a look at what happened.</summary>
    private const int KeptChanges = 10_000;

    private readonly Lock _gate = new();
    private readonly List<(long Change, TaskCompletionSource Shown)> _waiting = [];

    // One place is enough: a bell that rang twice before the look is still one look.
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _shown;
    private bool _isWatched;

    public Task<DirectoryChange> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (all, last) = database.Load(static connection => new DirectoryLoader(connection).Load());
        SetShown(last);
        return Task.FromResult(all);
    }

    public async IAsyncEnumerable<DirectoryChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SetWatched(true);
        try
        {
            await using var timer = timeProvider.CreateTimer(_ => Ring(), state: null, LookInterval, LookInterval);
            using var watch = new DirectoryWatch(database);
            Ring();
            await foreach (var _ in _bell.Reader.ReadAllAsync(cancellationToken))
            {
                if (await watch.LookAsync(Shown, cancellationToken) is not { } news)
                {
                    continue;
                }

                yield return news.Change;
                SetShown(news.Last);
            }
        }
        finally
        {
            SetWatched(false);
        }
    }

    /// <summary>Edits domains and users in one transaction; returns when the directory in memory shows what was committed.</summary>
    /// <exception cref="Server.Location.StoreUnavailableException">Nothing was changed.</exception>
    public async Task<T> EditAsync<T>(Func<DirectoryEdit, Task<T>> edit, CancellationToken cancellationToken)
    {
        var (result, last) = await database.WriteAsync(
            async transaction =>
            {
                var made = new DirectoryEdit(transaction, timeProvider.GetUtcNow());
                return (await edit(made), await made.LastChangeAsync());
            },
            cancellationToken);
        await WaitUntilShownAsync(last, cancellationToken);
        return result;
    }

    /// <summary>Prepares an edit on what stands now, without keeping anybody from writing meanwhile.</summary>
    public Task<T> PlanAsync<T>(Func<DirectoryEdit, Task<T>> plan, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            await using var transaction = connection.BeginTransaction(deferred: true);
            return await plan(new DirectoryEdit(transaction, timeProvider.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>Looks at once instead of within the second.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Drops old news that the watcher has seen.</summary>
    public Task<int> TrimAsync(CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "DELETE FROM directory_change WHERE id <= @last;", new { last = Shown - KeptChanges }, transaction),
        cancellationToken);

    private long Shown
    {
        get
        {
            lock (_gate)
            {
                return _shown;
            }
        }
    }

    /// <summary>A directory that lags is logged, not waited for: the change is committed and will be shown.</summary>
    private async Task WaitUntilShownAsync(long change, CancellationToken cancellationToken)
    {
        TaskCompletionSource shown;
        lock (_gate)
        {
            if (!_isWatched || _shown >= change)
            {
                return;
            }

            shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((change, shown));
        }

        Ring();
        try
        {
            await shown.Task.WaitAsync(PatienceWithWatcher, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogNotShown(logger, PatienceWithWatcher);
        }
    }

    private void SetShown(long change)
    {
        lock (_gate)
        {
            _shown = change;
            Release(waiting => waiting.Change <= change);
        }
    }

    private void SetWatched(bool isWatched)
    {
        lock (_gate)
        {
            _isWatched = isWatched;
            Release(_ => !isWatched);
        }
    }

    private void Release(Predicate<(long Change, TaskCompletionSource Shown)> isDone)
    {
        _waiting.FindAll(isDone).ForEach(waiting => waiting.Shown.TrySetResult());
        _waiting.RemoveAll(isDone);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of the users is stored but was not shown within {Patience}.")]
    private static partial void LogNotShown(ILogger logger, TimeSpan patience);
}
