using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>A statement that is prepared once and run often; its parameters are <c>$0</c>, <c>$1</c>, ….</summary>
/// <remarks>Confined to the owner of its connection, with which it ends.</remarks>
internal sealed class PreparedStatement
{
    private readonly SqliteCommand _command;

    public PreparedStatement(SqliteTransaction transaction, string sql)
    {
        _command = transaction.Connection!.CreateCommand(); // Takes part in the connection's transaction.
        _command.CommandText = sql;
        for (var i = 0; sql.Contains(Name(i), StringComparison.Ordinal); i++)
        {
            _command.Parameters.Add(new SqliteParameter(Name(i), value: null));
        }

        _command.Prepare();
    }

    public void Set(int parameter, string value) => _command.Parameters[parameter].Value = value;

    public void Set(int parameter, long value) => _command.Parameters[parameter].Value = value;

    public void Set(int parameter, long? value) => _command.Parameters[parameter].Value = value is { } number ? number : DBNull.Value;

    public void Set(int parameter, DateTimeOffset value) => Set(parameter, value.ToUnixTimeMilliseconds());

    public void Set(int parameter, object? value) => _command.Parameters[parameter].Value = value ?? DBNull.Value;

    public void Run() => _command.ExecuteNonQuery();

    /// <summary>The first value of the first row; <c>null</c> when there is no row.</summary>
    public object? RunScalar() => _command.ExecuteScalar();

    private static string Name(int i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i}");
}
