using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Appends group commits to the journal over one connection that it keeps.</summary>
/// <remarks>
/// Confined to one writer at a time. Every REGISTER that changes something passes here: a group is one row and one statement, which
/// is a transaction of its own, so that a commit is one call into SQLite. After an exception it is to be disposed, which rolls
/// back; its successor reads from the database where the journal ends.
/// </remarks>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>A group that is longer gets several rows in one transaction, so that whoever reads the journal needs no more memory.</summary>
    private const int MaxRowLength = 1024 * 1024;

    private const string LastRow =
        "SELECT max((SELECT value FROM id_mark WHERE name = 'journal'), (SELECT coalesce(max(id), 0) FROM journal));";

    private readonly RawConnection _connection;
    private readonly JournalEncoder _encoder = new();
    private readonly RawStatement _append;
    private readonly RawStatement _begin;
    private readonly RawStatement _commit;
    private long _lastRow;

    public JournalWriter(RawConnection connection)
    {
        _connection = connection;
        _append = connection.Prepare("INSERT INTO journal (id, entry) VALUES (?1, ?2);");
        _begin = connection.Prepare("BEGIN IMMEDIATE;");
        _commit = connection.Prepare("COMMIT;");
        _lastRow = connection.ReadNumber(LastRow);
    }

    public void Write(StoreBatch batch)
    {
        _encoder.Clear();
        var hasBegun = false;
        foreach (ref readonly var write in batch.Writes)
        {
            if (_encoder.Length >= MaxRowLength)
            {
                if (!hasBegun)
                {
                    hasBegun = true;
                    _begin.Run();
                }

                Append();
            }

            _encoder.Add(batch, write);
        }

        Append();
        if (hasBegun)
        {
            _commit.Run();
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Append()
    {
        _append.Bind(1, ++_lastRow);
        _append.BindPinnedBlob(2, _encoder.Finish());
        _append.Run();
        _encoder.Clear();
    }
}
