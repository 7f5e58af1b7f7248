using Microsoft.Data.Sqlite;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Carries the journal over into the tables, off the way of a REGISTER and in short slices between the group commits.</summary>
/// <remarks>Confined to one caller at a time. A failure closes its connection; the next call opens another.</remarks>
/// <param name="database">Where the journal and the tables are.</param>
/// <param name="messages">How many SIP messages have come so far; <c>null</c>: none ever do.</param>
internal sealed class JournalFold(SqliteDatabase database, Func<long>? messages = null) : IDisposable
{
    /// <summary>
    /// From here on the fold takes no rests, lest the journal grow faster than it is folded. 300,000 phones that all register anew
    /// leave about half of it.
    /// </summary>
    private const long HurryBytes = 256 * 1024 * 1024;

    /// <summary>More messages since the last slice are phones that need the processor: some thousands a second.</summary>
    private const long FewMessages = 16;

    /// <summary>After each slice of about half a millisecond the processor and the disk are the phones': they are answered first.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    /// <summary>So that the telling takes about a twentieth of a core that the phones fill; unlike the fold it need not keep up with a storm.</summary>
    private static readonly TimeSpan TellRest = TimeSpan.FromMilliseconds(10);

    /// <summary>After a storm a fold takes many seconds, in which the activity goes on.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(1);

    private RawConnection? _connection;
    private JournalTelling _telling = null!;
    private JournalFolding _folding = null!;
    private FoldWindow _window = null!;
    private RawStatement _measure = null!;
    private bool _takesRests = true;
    private bool _isAlone; // Nobody else has written since the last slice, and few have asked for anything.
    private long _turnsSeen;
    private long _messagesSeen;
    private long _measuredRow;
    private long _waiting;

    /// <summary>Brings the activity and the hourly counts up to what has been committed by now.</summary>
    /// <exception cref="StoreUnavailableException">The database fails, or a row cannot be read; what was told stays told.</exception>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var lastRow = Try(static fold => fold._telling.LastRow()); // While phones register there are always newer ones.
        while (Try(fold => fold._telling.IsBehind(lastRow)))
        {
            InTurn(static fold => fold._telling.TellSlice(fold._isAlone));
            await RestAsync(TellRest, cancellationToken);
        }
    }

    /// <summary>How many bytes wait to be folded.</summary>
    /// <exception cref="StoreUnavailableException">The database fails.</exception>
    public long MeasureWaiting() => Try(static fold => fold.Measure());

    /// <summary>Folds all that has been committed by now.</summary>
    /// <param name="takesRests"><c>false</c>: nobody else needs the database.</param>
    /// <exception cref="StoreUnavailableException">The database fails, or a row cannot be read; nothing is lost or doubled.</exception>
    public async Task FoldAsync(bool takesRests, CancellationToken cancellationToken)
    {
        _takesRests = takesRests;
        await TellAsync(cancellationToken);
        Try(static fold => fold.BeginFolding());
        var told = TimeProvider.System.GetTimestamp();
        while (!_folding.IsDone)
        {
            if (TimeProvider.System.GetElapsedTime(told) >= TellInterval)
            {
                await TellAsync(cancellationToken);
                told = TimeProvider.System.GetTimestamp();
            }

            if (_folding.IsGathering)
            {
                Try(static fold => fold.Gather());
            }
            else
            {
                InTurn(static fold => fold._folding.RunSlice());
            }

            if (database.IsCheckpointDue)
            {
                await database.CheckpointAsync(cancellationToken); // At the stop nobody else does.
            }

            await RestAsync(Rest, cancellationToken);
        }

        _takesRests = true;
        _window.Release();
        _waiting = 0;
        _measuredRow = 0;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Only while there are others: after a storm or a long stop hundreds of thousands of lines wait, and a quiet server tells them at once.</summary>
    private async Task RestAsync(TimeSpan rest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turns = database.WriteTurns;
        var taken = messages?.Invoke() ?? 0;
        _isAlone = turns - _turnsSeen <= 1 && taken - _messagesSeen <= FewMessages; // One turn is the slice's own.
        (_turnsSeen, _messagesSeen) = (turns, taken);
        if (_isAlone || !_takesRests || MeasureWaiting() >= HurryBytes)
        {
            await Task.Yield(); // On one core the pool has one thread: without this no timer and no page would have a turn for seconds.
        }
        else
        {
            await Task.Delay(rest, TimeProvider.System, cancellationToken); // A rest of the machine's, whatever a test's clock says.
        }
    }

    private bool BeginFolding()
    {
        _folding.Begin();
        return true;
    }

    private bool Gather()
    {
        _folding.Gather();
        return true;
    }

    private long Measure()
    {
        _measure.Bind(1, _measuredRow);
        _measure.Read();
        _waiting += _measure.Number(0);
        _measuredRow = _measure.IsNull(1) ? _measuredRow : _measure.Number(1);
        _measure.Reset();
        return _waiting;
    }

    private void InTurn(Action<JournalFold> write) => Try(fold =>
    {
        database.WriteInTurn(write, fold);
        return true;
    });

    private T Try<T>(Func<JournalFold, T> work)
    {
        try
        {
            Open();
            return work(this);
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is SqliteException sqlite && SqliteFailure.Describe(sqlite, database.Path) is { } sentence)
            {
                throw new StoreUnavailableException(sentence, exception);
            }

            throw;
        }
    }

    private void Open()
    {
        if (_connection is not null)
        {
            return;
        }

        _connection = database.OpenRaw();
        _telling = new JournalTelling(_connection);
        _window = new FoldWindow();
        _folding = new JournalFolding(_connection, _window);
        _measure = _connection.Prepare("SELECT coalesce(sum(length(entry)), 0), max(id) FROM journal WHERE id > ?1;");
        _measuredRow = 0;
        _waiting = 0;
    }
}
