using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace PbxPortal.Storage;

/// <summary>Keeps the key of each account's authenticator app, protected, and the hashes of its recovery codes.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class SecondFactorStore(SqliteDatabase database, IDataProtectionProvider dataProtection)
{
    private readonly IDataProtector _protector = dataProtection.CreateProtector("PbxPortal.SecondFactor.v1");

    /// <summary>In base 32; <c>null</c>: none.</summary>
    public async Task<string?> FindKeyAsync(long accountId, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT protected_key FROM second_factor WHERE account_id = @accountId;";
        var stored = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<string?>(Sql, new { accountId }), cancellationToken);
        return stored is null ? null : _protector.Unprotect(stored);
    }

    /// <summary>A key that is tried out: it asks nobody for a code until it is enabled.</summary>
    public Task SetKeyAsync(long accountId, string key, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            INSERT INTO second_factor (account_id, protected_key, is_enabled) VALUES (@accountId, @protectedKey, 0)
            ON CONFLICT (account_id) DO UPDATE SET protected_key = excluded.protected_key, is_enabled = 0, last_code = '', last_code_at = 0;
            """;
        return ExecuteAsync(Sql, new { accountId, protectedKey = _protector.Protect(key) }, cancellationToken);
    }

    public Task SetEnabledAsync(long accountId, bool isEnabled, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE second_factor SET is_enabled = @isEnabled WHERE account_id = @accountId;", new { accountId, isEnabled }, cancellationToken);

    /// <summary>Takes key and recovery codes away.</summary>
    /// <returns><c>false</c>: there was no key.</returns>
    public async Task<bool> RemoveAsync(long accountId, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            DELETE FROM recovery_code WHERE account_id = @accountId;
            DELETE FROM second_factor WHERE account_id = @accountId;
            """;
        return await ExecuteAsync(Sql, new { accountId }, cancellationToken) > 0;
    }

    /// <summary>Takes note of a code that was right, so that it is right only once.</summary>
    /// <param name="since">Codes that were used before are no good any more anyhow.</param>
    /// <returns><c>false</c>: it was used already.</returns>
    public async Task<bool> UseCodeAsync(
        long accountId, string code, DateTimeOffset at, DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            UPDATE second_factor SET last_code = @code, last_code_at = @at
            WHERE account_id = @accountId AND NOT (last_code = @code AND last_code_at >= @since);
            """;
        var parameters = new { accountId, code, at = at.ToUnixTimeMilliseconds(), since = since.ToUnixTimeMilliseconds() };
        return await ExecuteAsync(Sql, parameters, cancellationToken) > 0;
    }

    public Task ReplaceRecoveryCodesAsync(long accountId, IEnumerable<byte[]> hashes, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                await connection.ExecuteAsync("DELETE FROM recovery_code WHERE account_id = @accountId;", new { accountId }, transaction);
                return await connection.ExecuteAsync(
                    "INSERT INTO recovery_code (account_id, hash) VALUES (@accountId, @hash);",
                    hashes.Select(hash => new { accountId, hash }),
                    transaction);
            },
            cancellationToken);

    /// <returns><c>false</c>: there is no such code, or it was used already.</returns>
    public async Task<bool> RedeemRecoveryCodeAsync(long accountId, byte[] hash, CancellationToken cancellationToken) =>
        await ExecuteAsync("DELETE FROM recovery_code WHERE account_id = @accountId AND hash = @hash;", new { accountId, hash }, cancellationToken) > 0;

    public Task<int> CountRecoveryCodesAsync(long accountId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<int>(
            "SELECT count(*) FROM recovery_code WHERE account_id = @accountId;", new { accountId }),
        cancellationToken);

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(sql, parameters, transaction), cancellationToken);
}
