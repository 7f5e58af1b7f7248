using Dapper;

namespace PbxPortal.Storage;

/// <summary>Keeps the hash of the set-up link of the present start.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class SetupStore(SqliteDatabase database)
{
    /// <summary>The link of this start takes the place of any earlier one.</summary>
    public Task ReplaceAsync(byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            DELETE FROM setup;
            INSERT INTO setup (token_hash, expires_at) VALUES (@tokenHash, @expiresAt);
            """;
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                Sql, new { tokenHash, expiresAt = expiresAt.ToUnixTimeMilliseconds() }, transaction),
            cancellationToken);
    }

    public Task RemoveAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("DELETE FROM setup;", transaction: transaction), cancellationToken);

    public Task<bool> IsGoodAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT EXISTS (SELECT 1 FROM setup WHERE token_hash = @tokenHash AND expires_at > @now);";
        return database.ReadAsync(
            connection => connection.ExecuteScalarAsync<bool>(Sql, new { tokenHash, now = now.ToUnixTimeMilliseconds() }),
            cancellationToken);
    }
}
