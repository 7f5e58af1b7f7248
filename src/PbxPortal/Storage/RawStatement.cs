using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>
/// A statement that is prepared once and run very often, without allocating and without copying what it binds or reads. Parameters
/// are <c>?1</c>, <c>?2</c>, … and columns count from 0.
/// </summary>
/// <remarks>
/// Confined to the owner of its connection, who disposes it before the connection. Columns are read with
/// <c>sqlite3_column_blob</c>, which gives the UTF-8 of a text as it is stored.
/// </remarks>
internal sealed unsafe class RawStatement : IDisposable
{
    /// <summary>Characters, of which none takes more than three bytes.</summary>
    private const int UsualTextLength = 256;

    private readonly nint _database;
    private nint _statement;

    public RawStatement(nint database, string sql)
    {
        _database = database;
        var text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* first = text)
        {
            Check(SqliteNative.Prepare(_database, first, text.Length, SqliteNative.PreparePersistent, out _statement, tail: 0));
        }
    }

    public void Bind(int parameter, long value) => Check(SqliteNative.BindInteger(_statement, parameter, value));

    public void Bind(int parameter, long? value)
    {
        if (value is { } number)
        {
            Bind(parameter, number);
        }
        else
        {
            Check(SqliteNative.BindNull(_statement, parameter));
        }
    }

    /// <summary>SQLite makes a copy of its own.</summary>
    public void Bind(int parameter, string text)
    {
        Span<byte> bytes = text.Length <= UsualTextLength ? stackalloc byte[3 * UsualTextLength] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* first = bytes)
        {
            Check(SqliteNative.BindText(_statement, parameter, first, length, SqliteNative.Transient));
        }
    }

    /// <param name="text">UTF-8 that stays where it is until the statement has run: pinned, or memory of SQLite.</param>
    public void BindPinnedText(int parameter, ReadOnlySpan<byte> text) =>
        Check(SqliteNative.BindText(_statement, parameter, AddressOf(text), text.Length, destructor: 0));

    /// <param name="blob">Stays where it is until the statement has run: pinned, or memory of SQLite.</param>
    public void BindPinnedBlob(int parameter, ReadOnlySpan<byte> blob) =>
        Check(SqliteNative.BindBlob(_statement, parameter, AddressOf(blob), blob.Length, destructor: 0));

    /// <summary>Steps to the next row; after <c>false</c> the statement is ready to be run again.</summary>
    /// <exception cref="SqliteException">SQLite says no; the statement is ready to be run again.</exception>
    public bool Read()
    {
        var code = SqliteNative.Step(_statement);
        if (code == SqliteNative.Row)
        {
            return true;
        }

        if (code != SqliteNative.Done)
        {
            var failure = SqliteNative.Failure(_database);
            Reset();
            throw failure;
        }

        Reset();
        return false;
    }

    /// <summary>Runs a statement to its end that gives no rows, or none that anybody wants.</summary>
    public void Run()
    {
        while (Read())
        {
            // A row that nobody wants, of a PRAGMA for instance.
        }
    }

    /// <summary>How many rows the last statement of the connection has inserted, changed or deleted itself.</summary>
    public int Changes => SqliteNative.Changes(_database);

    /// <summary>Binds one number and runs.</summary>
    public void Run(long value)
    {
        Bind(1, value);
        Run();
    }

    /// <summary>The first column of the one row.</summary>
    public long ReadNumber()
    {
        var value = Read() ? Number(0) : throw new InvalidOperationException("The query gave no row.");
        Reset();
        return value;
    }

    /// <summary>Leaves the rows that were not read.</summary>
    public void Reset() => _ = SqliteNative.Reset(_statement); // It repeats the error of the last step, which was told then.

    public long Number(int column) => SqliteNative.ColumnInteger(_statement, column);

    /// <summary>A number; <c>null</c> for NULL.</summary>
    public long? Optional(int column) => IsNull(column) ? null : Number(column);

    public bool IsNull(int column) => SqliteNative.ColumnType(_statement, column) == SqliteNative.Null;

    /// <summary>The bytes of a text or blob, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var first = SqliteNative.ColumnBlob(_statement, column); // Before the length, as SQLite asks for.
        return new ReadOnlySpan<byte>(first, SqliteNative.ColumnBytes(_statement, column));
    }

    public void Dispose()
    {
        _ = SqliteNative.Finalize(_statement); // It repeats the error of the last step, which was told then.
        _statement = 0;
    }

    /// <summary>A null address would bind NULL, so the empty text has one too.</summary>
    private static byte* AddressOf(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("\0"u8)) : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));

    private void Check(int code)
    {
        if (code != SqliteNative.Ok)
        {
            throw SqliteNative.Failure(_database);
        }
    }
}
