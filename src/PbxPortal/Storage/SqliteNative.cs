using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>The few functions of SQLite's C interface that the journal and its fold need without what the provider puts around them.</summary>
/// <remarks>
/// It is the library that Microsoft.Data.Sqlite has loaded already. The provider copies each text and blob that it binds and makes
/// a string of each that it reads; here both are spans over the caller's or SQLite's own memory.
/// A function that only touches a bound value or a column does without the change of the collector's mode: they take nanoseconds.
/// </remarks>
internal static unsafe partial class SqliteNative
{
    public const int Ok = 0;
    public const int Row = 100;
    public const int Done = 101;

    /// <summary>The type of a column that holds NULL.</summary>
    public const int Null = 5;

    /// <summary>SQLITE_OPEN_READWRITE.</summary>
    public const int OpenReadWrite = 0x2;

    /// <summary>SQLITE_OPEN_NOMUTEX: one thread at a time uses the connection.</summary>
    public const int OpenNoMutex = 0x8000;

    /// <summary>The statement is kept for long.</summary>
    public const uint PreparePersistent = 1;

    /// <summary>SQLITE_TRANSIENT, as a destructor: SQLite copies what is bound before the call returns.</summary>
    public const nint Transient = -1;

    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string file, out nint database, int flags, nint vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    public static partial int Close(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(nint database, string sql, nint callback, nint state, nint error);

    /// <summary><c>sqlite3_wal_hook</c>: after each commit, with the state, the connection, the schema's name and the pages of the log.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_wal_hook")]
    public static partial nint OnCommit(nint database, delegate* unmanaged[Cdecl]<nint, nint, nint, int, int> hook, nint state);

    [LibraryImport(Library, EntryPoint = "sqlite3_changes")]
    [SuppressGCTransition]
    public static partial int Changes(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v3")]
    public static partial int Prepare(nint database, byte* sql, int length, uint flags, out nint statement, nint tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    public static partial int Finalize(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_errcode")]
    public static partial int ExtendedErrorCode(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    public static partial byte* ErrorMessage(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    public static partial int BindInteger(nint statement, int parameter, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    public static partial int BindNull(nint statement, int parameter);

    /// <param name="destructor">Zero: the bytes stay where they are until the statement has run (SQLITE_STATIC); or <see cref="Transient"/>.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [SuppressGCTransition]
    public static partial int BindText(nint statement, int parameter, byte* text, int length, nint destructor);

    /// <param name="destructor">Zero: the bytes stay where they are until the statement has run (SQLITE_STATIC).</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    [SuppressGCTransition]
    public static partial int BindBlob(nint statement, int parameter, byte* blob, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static partial long ColumnInteger(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    public static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    public static partial int ColumnBytes(nint statement, int column);

    /// <summary>What the last call over this connection had to complain of.</summary>
    public static SqliteException Failure(nint database)
    {
        var code = ExtendedErrorCode(database);
        return new SqliteException($"SQLite Error {code & 0xFF}: '{Marshal.PtrToStringUTF8((nint)ErrorMessage(database))}'.", code & 0xFF, code);
    }
}
