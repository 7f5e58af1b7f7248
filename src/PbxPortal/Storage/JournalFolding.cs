using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>
/// One run of the fold: carries what the journal says of devices, bindings and blocks over into their tables, of each the last
/// word only, in the order of ids, so that each page is touched once for many lines; then deletes the rows.
/// </summary>
/// <remarks>
/// Confined to the fold. Ids of devices are smaller than those of their bindings and blocks, so that their order is also the one in
/// which rows refer to each other. Rows of the journal go only when all is carried over, the oldest first: whenever the process
/// dies, replaying what is left over the tables as they are gives what was committed.
/// </remarks>
internal sealed class JournalFolding
{
    /// <summary>A lease costs one, what is put about five; so much holds the write gate for about half a millisecond.</summary>
    private const int SliceCost = 500;

    private const int PutCost = 5;

    /// <summary>So many bytes of the journal are deleted at a time: the pages of a long row are freed one by one.</summary>
    private const int DeletedBytes = 1024 * 1024;

    /// <summary>So many bytes of the journal are read at a time, which takes about as long.</summary>
    private const int GatheredBytes = 512 * 1024;

    private readonly RawStatement _begin;
    private readonly RawStatement _commit;
    private readonly RawStatement _rows;
    private readonly RawStatement _delete;
    private readonly RawStatement _markIds;
    private readonly RawStatement _markRows;
    private readonly LocationTables _tables;
    private readonly FoldWindow _window;
    private readonly RawConnection _connection;
    private readonly Queue<long> _deletions = new();
    private long _lastRow;
    private long _gatheredRow;
    private int _gatheredBytes;
    private bool _isFirstReading;
    private int _next;
    private long _lastId;

    public JournalFolding(RawConnection connection, FoldWindow window)
    {
        _connection = connection;
        _begin = connection.Prepare("BEGIN IMMEDIATE;");
        _commit = connection.Prepare("COMMIT;");
        _rows = connection.Prepare("SELECT id, entry FROM journal WHERE id > ?1 AND id <= ?2 ORDER BY id;");
        _delete = connection.Prepare("DELETE FROM journal WHERE id <= ?1;");
        _markIds = connection.Prepare("UPDATE id_mark SET value = max(value, ?1) WHERE name = 'location';");
        _markRows = connection.Prepare("UPDATE id_mark SET value = max(value, ?1) WHERE name = 'journal';");
        _tables = new LocationTables(connection);
        _window = window;
    }

    /// <summary>Whether anything is left to do.</summary>
    public bool IsDone => !IsGathering && _next == _window.Ids.Length && _deletions.Count == 0;

    /// <summary>Whether <see cref="Gather"/> is next, and not <see cref="RunSlice"/>.</summary>
    public bool IsGathering { get; private set; }

    /// <summary>Begins a run over all rows that have been told, see <see cref="JournalTelling"/>. Needs no turn.</summary>
    public void Begin()
    {
        _lastRow = _connection.ReadNumber("SELECT journal_id - 1 FROM journal_told;");
        _deletions.Clear();
        _isFirstReading = true;
        BeginGathering(afterId: 0, firstRow: 0);
    }

    /// <summary>Carries over or deletes a little, in a transaction of its own.</summary>
    public void RunSlice()
    {
        _begin.Run();
        if (_next < _window.Ids.Length)
        {
            CarryOver();
            _commit.Run();
            if (_next == _window.Ids.Length && _window.LastId < long.MaxValue)
            {
                BeginGathering(_window.LastId, _window.FirstRowLeft);
            }
        }
        else
        {
            Delete(_deletions.Peek());
            _commit.Run();
            _deletions.Dequeue();
        }
    }

    /// <summary>Reads a little of what the next slices carry over. Needs no turn.</summary>
    public void Gather()
    {
        _rows.Bind(1, _gatheredRow);
        _rows.Bind(2, _lastRow);
        for (var bytes = 0; bytes < GatheredBytes;)
        {
            if (!_rows.Read())
            {
                EndGathering();
                return;
            }

            bytes += GatherRow(_rows.Number(0), _rows.Bytes(1));
        }

        _rows.Reset(); // A reader that rests would keep the log from beginning anew.
    }

    private void CarryOver()
    {
        for (var cost = 0; cost < SliceCost && _next < _window.Ids.Length; _next++)
        {
            var id = _window.Ids[_next];
            var last = _window.Last(id);
            _tables.Write(id, last, _window.ContentOf(last));
            cost += last.Kind == StoreWriteKind.Refresh ? 1 : PutCost;
        }
    }

    private void Delete(long lastRow)
    {
        _markIds.Run(_lastId);
        _markRows.Run(_lastRow);
        _delete.Run(lastRow);
    }

    private void BeginGathering(long afterId, long firstRow)
    {
        _window.BeginAfter(afterId);
        _gatheredRow = firstRow - 1;
        _gatheredBytes = 0;
        IsGathering = true;
    }

    private void EndGathering()
    {
        if (_isFirstReading && _gatheredBytes > 0)
        {
            _deletions.Enqueue(_lastRow);
        }

        _window.Sort();
        _next = 0;
        _isFirstReading = false;
        IsGathering = false;
    }

    private int GatherRow(long row, ReadOnlySpan<byte> entry)
    {
        var reader = new JournalReader(row, entry);
        while (reader.Read())
        {
            _window.Add(reader);
            if (reader.Kind is StoreWriteKind.PutDevice or StoreWriteKind.PutBinding or StoreWriteKind.PutBlock)
            {
                _lastId = Math.Max(_lastId, reader.Id);
            }
        }

        _gatheredRow = row;
        _gatheredBytes += entry.Length;
        if (_isFirstReading && _gatheredBytes >= DeletedBytes)
        {
            _deletions.Enqueue(row);
            _gatheredBytes = 0;
        }

        return entry.Length;
    }
}
