using Dapper;
using PbxPortal.Accounts;

namespace PbxPortal.Storage;

/// <summary>Keeps the hashes of the links by which phone users choose their portal passwords.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class InvitationStore(SqliteDatabase database)
{
    /// <summary>Takes the place of an earlier one of the user.</summary>
    public Task ReplaceAsync(long userId, byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            INSERT INTO user_invitation (user_id, token_hash, expires_at) VALUES (@userId, @tokenHash, @expiresAt)
            ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at;
            """;
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                Sql, new { userId, tokenHash, expiresAt = expiresAt.ToUnixTimeMilliseconds() }, transaction),
            cancellationToken);
    }

    /// <returns>Whom the link is for, if it is good.</returns>
    public Task<long?> FindUserAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT user_id FROM user_invitation WHERE token_hash = @tokenHash AND expires_at > @now;";
        return database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>(Sql, new { tokenHash, now = now.ToUnixTimeMilliseconds() }),
            cancellationToken);
    }

    public Task<DateTimeOffset?> FindExpiryAsync(long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT expires_at FROM user_invitation WHERE user_id = @userId AND expires_at > @now;";
        return database.ReadAsync(
            async connection =>
                await connection.ExecuteScalarAsync<long?>(Sql, new { userId, now = now.ToUnixTimeMilliseconds() }) is { } at
                    ? DateTimeOffset.FromUnixTimeMilliseconds(at)
                    : (DateTimeOffset?)null,
            cancellationToken);
    }

    /// <summary>
    /// Gives the user's account the password, and makes the account if there is none; the link goes in the same transaction, so that
    /// it is good once.
    /// </summary>
    /// <param name="account">A new one of that user, with its password.</param>
    public Task<InvitationUse> UseAsync(byte[] tokenHash, PortalAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string IsGood =
            "SELECT EXISTS (SELECT 1 FROM user_invitation WHERE token_hash = @tokenHash AND user_id = @UserId AND expires_at > @now);";
        const string Renew =
            """
            UPDATE account
            SET password_hash = @PasswordHash, security_stamp = @SecurityStamp, failed_count = 0, locked_until = NULL
            WHERE user_id = @UserId
            RETURNING id;
            """;
        return database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var values = new { tokenHash, account.UserId, account.PasswordHash, account.SecurityStamp, now = now.ToUnixTimeMilliseconds() };
                if (!await connection.ExecuteScalarAsync<bool>(IsGood, values, transaction))
                {
                    return InvitationUse.Gone;
                }

                if (await connection.ExecuteScalarAsync<long?>(Renew, values, transaction) is { } id)
                {
                    account.Id = id;
                }
                else if (!await AccountStore.InsertAsync(transaction, account, []))
                {
                    return InvitationUse.NameTaken;
                }

                await connection.ExecuteAsync("DELETE FROM user_invitation WHERE token_hash = @tokenHash;", values, transaction);
                return InvitationUse.Done;
            },
            cancellationToken);
    }

    /// <summary>Takes account and open link away.</summary>
    /// <returns><c>false</c>: there was neither.</returns>
    public Task<bool> RemoveAsync(long userId, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            DELETE FROM user_invitation WHERE user_id = @userId;
            DELETE FROM account WHERE user_id = @userId;
            """;
        return database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(Sql, new { userId }, transaction) > 0, cancellationToken);
    }
}
