using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>Tells a failing disk from a bug, in words that an operator understands.</summary>
internal static class SqliteFailure
{
    // The primary result codes of https://www.sqlite.org/rescode.html.
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>For whoever touches files himself. The sentence, or <c>null</c> when the world is well and the code is wrong.</summary>
    public static string? Describe(Exception exception, string path) => exception switch
    {
        SqliteException sqlite => Describe(sqlite, path),
        UnauthorizedAccessException => $"The database {path} may not be written by this account; check the owner and rights of its folder.",
        IOException failure => $"The folder of the database {path} cannot be used: {failure.Message}",
        _ => null,
    };

    /// <summary>For work that only talks to SQLite: any other exception out of it is no news of the disk, a refused permission above all.</summary>
    public static string? Describe(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        Full => $"The disk of the database {path} is full; free some space, PbxPortal goes on by itself.",
        InputOutput => $"The disk of the database {path} reports errors (SQLite {exception.SqliteExtendedErrorCode}); check the disk.",
        ReadOnly or Permission => $"The database {path} is read-only; check the rights of the file and its folder, and how the disk is mounted.",
        CannotOpen => $"The database {path} cannot be opened; check that its folder exists and may be written.",
        Busy or Locked => $"The database {path} is locked by another program for too long; end that program.",
        Corrupt or NotADatabase => $"The database {path} is damaged or not a database; restore a backup.",
        _ => null,
    };
}
