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

    private const long MillisecondsPerHour = 3_600_000;

    private readonly RawStatement _begin = connection.Prepare("BEGIN IMMEDIATE;");
    private readonly RawStatement _commit = connection.Prepare("COMMIT;");
    private readonly RawStatement _isBehind = connection.Prepare(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE id >= (SELECT journal_id FROM journal_told) AND id <= ?1);");
    private readonly RawStatement _lastRow = connection.Prepare("SELECT coalesce(max(id), 0) FROM journal;");
    private readonly RawStatement _position = connection.Prepare("SELECT journal_id, lines FROM journal_told;");
    private readonly RawStatement _rows = connection.Prepare("SELECT id, entry FROM journal WHERE id >= ?1 ORDER BY id;");
    private readonly RawStatement _addActivity = connection.Prepare(ActivitySql.Add);
    private readonly RawStatement _count = connection.Prepare(
        """
        INSERT INTO refresh_hour (domain_id, hour, count) VALUES (?1, ?2, ?3)
        ON CONFLICT (domain_id, hour) DO UPDATE SET count = count + excluded.count;
        """);
    private readonly RawStatement _setPosition = connection.Prepare("UPDATE journal_told SET journal_id = ?1, lines = ?2;");
    private readonly Dictionary<(long DomainId, long Hour), long> _refreshes = [];
    private long _row;
    private int _line;

    /// <summary>The row that was committed last. Needs no turn.</summary>
    public long LastRow() => _lastRow.ReadNumber();

    /// <summary>Whether something of the rows up to <paramref name="lastRow"/> is left to be told. Needs no turn.</summary>
    public bool IsBehind(long lastRow)
    {
        _isBehind.Bind(1, lastRow);
        return _isBehind.ReadNumber() != 0;
    }

    /// <summary>Tells a little, in a transaction of its own.</summary>
    public void TellSlice()
    {
        _begin.Run();
        _position.Read();
        _row = _position.Number(0);
        _line = (int)_position.Number(1);
        _position.Reset();
        TellRows();
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

    private void TellRows()
    {
        var told = 0;
        var bytes = 0;
        _rows.Bind(1, _row);
        while (told < SliceLines && bytes < SliceBytes && _rows.Read())
        {
            var row = _rows.Number(0);
            var entry = _rows.Bytes(1);
            var firstLine = row == _row ? _line : 0;
            bytes += entry.Length;
            var isWhole = TellRow(new JournalReader(row, entry), firstLine, ref told);
            _row = isWhole ? row + 1 : row;
            if (isWhole)
            {
                _line = 0;
            }
        }

        _rows.Reset();
    }

    /// <returns><c>false</c>: the slice is full before the row has ended.</returns>
    private bool TellRow(JournalReader reader, int firstLine, ref int told)
    {
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
                if (told == SliceLines)
                {
                    _line = reader.Line - 1;
                    return false;
                }

                told++;
                Add(reader.OpenContent());
            }
        }

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

    /// <summary>The content lies in SQLite's own memory, which stays until the next row.</summary>
    private void Add(JournalText content)
    {
        _addActivity.Bind(1, content.Number());
        _addActivity.Bind(2, content.Number());
        _addActivity.Bind(3, content.Optional());
        _addActivity.Bind(4, content.Optional());
        _addActivity.Bind(5, content.Optional());
        for (var parameter = 6; parameter <= 10; parameter++)
        {
            _addActivity.BindPinnedText(parameter, content.Text()); // user, device, source, reason, actor
        }

        _addActivity.Bind(11, content.Number());
        _addActivity.Run();
    }
}
