using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Tells what the journal says that happened: lines into <c>activity</c>, refreshes into <c>refresh_hour</c>.</summary>
/// <remarks>
/// Confined to the fold. How far it has come stands in the same transaction (<c>journal_told</c>), so that each line is told exactly
/// once, whenever the process dies.
/// </remarks>
internal sealed class JournalTelling(RawConnection connection)
{
    /// <summary>So many lines of activity hold the write gate for half a millisecond, or some more where all threads share a core.</summary>
    private const int SliceLines = 100;

    /// <summary>So many bytes of refreshes do, read and counted.</summary>
    private const int SliceBytes = 64 * 1024;

    /// <summary>A long slice is of so many short ones: it spares the pages that each transaction writes once more.</summary>
    private const int LongSlice = 16;

    /// <summary>So many lines are written by one statement, which looks the last id up only once.</summary>
    private const int LinesAtOnce = 16;

    private const long MillisecondsPerHour = 3_600_000;

    private readonly RawStatement _begin = connection.Prepare("BEGIN IMMEDIATE;");
    private readonly RawStatement _commit = connection.Prepare("COMMIT;");
    private readonly RawStatement _isBehind = connection.Prepare(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE id >= (SELECT journal_id FROM journal_told) AND id <= ?1);");
    private readonly RawStatement _lastRow = connection.Prepare("SELECT coalesce(max(id), 0) FROM journal;");
    private readonly RawStatement _position = connection.Prepare("SELECT journal_id, lines FROM journal_told;");
    private readonly RawStatement _rows = connection.Prepare("SELECT id, entry FROM journal WHERE id >= ?1 ORDER BY id;");
    private readonly RawStatement _addActivity = connection.Prepare(ActivitySql.Add);
    private readonly RawStatement _addSeveral = connection.Prepare(ActivitySql.AddSeveral(LinesAtOnce));
    private readonly (int Start, int Length)[] _pending = new (int, int)[LinesAtOnce];
    private readonly RawStatement _count = connection.Prepare(
        """
        INSERT INTO refresh_hour (domain_id, hour, count) VALUES (?1, ?2, ?3)
        ON CONFLICT (domain_id, hour) DO UPDATE SET count = count + excluded.count;
        """);
    private readonly RawStatement _setPosition = connection.Prepare("UPDATE journal_told SET journal_id = ?1, lines = ?2;");
    private readonly Dictionary<(long DomainId, long Hour), long> _refreshes = [];
    private long _row;
    private int _line;
    private int _pendingCount;

    /// <summary>The row that was committed last. Needs no turn.</summary>
    public long LastRow() => _lastRow.ReadNumber();

    /// <summary>Whether something of the rows up to <paramref name="lastRow"/> is left to be told. Needs no turn.</summary>
    public bool IsBehind(long lastRow)
    {
        _isBehind.Bind(1, lastRow);
        return _isBehind.ReadNumber() != 0;
    }

    /// <summary>Tells a little, in a transaction of its own.</summary>
    /// <param name="isLong">Nobody else writes, so that it may be some milliseconds.</param>
    public void TellSlice(bool isLong = false)
    {
        _begin.Run();
        _position.Read();
        _row = _position.Number(0);
        _line = (int)_position.Number(1);
        _position.Reset();
        TellRows(isLong ? LongSlice : 1);
        foreach (var ((domainId, hour), count) in _refreshes)
        {
            _count.Bind(1, domainId);
            _count.Bind(2, hour);
            _count.Bind(3, count);
            _count.Run();
        }

        _refreshes.Clear();
        _setPosition.Bind(1, _row);
        _setPosition.Bind(2, _line);
        _setPosition.Run();
        _commit.Run();
    }

    private void TellRows(int slices)
    {
        var left = SliceLines * slices;
        var bytes = 0;
        _rows.Bind(1, _row);
        while (left > 0 && bytes < SliceBytes * slices && _rows.Read())
        {
            var row = _rows.Number(0);
            var entry = _rows.Bytes(1);
            var firstLine = row == _row ? _line : 0;
            bytes += entry.Length;
            var isWhole = TellRow(row, entry, firstLine, ref left);
            _row = isWhole ? row + 1 : row;
            if (isWhole)
            {
                _line = 0;
            }
        }

        _rows.Reset();
    }

    /// <returns><c>false</c>: the slice is full before the row has ended.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start may go through hundreds of thousands, before the runtime would optimise it.
    private bool TellRow(long row, ReadOnlySpan<byte> entry, int firstLine, ref int left)
    {
        var reader = new JournalReader(row, entry);
        while (reader.Read())
        {
            if (reader.Line <= firstLine)
            {
                continue;
            }

            if (reader.Kind == StoreWriteKind.Refresh)
            {
                Count(reader.DomainId, reader.Lease);
            }
            else if (reader.Kind == StoreWriteKind.AddActivity)
            {
                if (left == 0)
                {
                    _line = reader.Line - 1;
                    AddPending(row, entry);
                    return false;
                }

                left--;
                _pending[_pendingCount++] = (reader.ContentStart, reader.Content.Length);
                if (_pendingCount == LinesAtOnce)
                {
                    AddPending(row, entry);
                }
            }
        }

        AddPending(row, entry);
        return true;
    }

    private void Count(long domainId, in Lease lease)
    {
        if (domainId != 0)
        {
            var hour = lease.RefreshedAt.ToUnixTimeMilliseconds() / MillisecondsPerHour;
            CollectionsMarshal.GetValueRefOrAddDefault(_refreshes, (domainId, hour), out _)++;
        }
    }

    /// <summary>The row lies in SQLite's own memory, which stays until the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // See TellRow.
    private void AddPending(long row, ReadOnlySpan<byte> entry)
    {
        var isFull = _pendingCount == LinesAtOnce;
        for (var i = 0; i < _pendingCount; i++)
        {
            var content = new JournalText(row, entry.Slice(_pending[i].Start, _pending[i].Length));
            if (isFull)
            {
                Bind(_addSeveral, i * ActivitySql.Columns, content);
            }
            else
            {
                Bind(_addActivity, 0, content);
                _addActivity.Run();
            }
        }

        if (isFull)
        {
            _addSeveral.Run();
        }

        _pendingCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // See TellRow.
    private static void Bind(RawStatement statement, int before, JournalText content)
    {
        statement.Bind(before + 1, content.Number());
        statement.Bind(before + 2, content.Number());
        statement.Bind(before + 3, content.Optional());
        statement.Bind(before + 4, content.Optional());
        statement.Bind(before + 5, content.Optional());
        for (var parameter = before + 6; parameter <= before + 10; parameter++)
        {
            statement.BindPinnedText(parameter, content.Text()); // user, device, source, reason, actor
        }

        statement.Bind(before + 11, content.Number());
    }
}
