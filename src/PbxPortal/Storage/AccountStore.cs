using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Accounts;

namespace PbxPortal.Storage;

/// <summary>Keeps portal accounts and their grants.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class AccountStore(SqliteDatabase database)
{
    private const string Owner = "4";

    /// <summary>The account of a phone user is as disabled as the user.</summary>
    private const string Select =
        """
        SELECT account.id, name, normalized_name, password_hash, security_stamp, failed_count, locked_until, created_at, last_sign_in_at, user_id,
            account.is_enabled AND coalesce((SELECT user.is_enabled FROM user WHERE user.id = user_id), 1) AS is_enabled,
            EXISTS (SELECT 1 FROM second_factor WHERE account_id = account.id AND second_factor.is_enabled) AS has_second_factor
        FROM account
        """;

    public Task<PortalAccount?> FindAsync(long id, CancellationToken cancellationToken)
    {
        const string Sql = $"{Select} WHERE account.id = @id;";
        return database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<AccountRow>(Sql, new { id }))?.ToAccount(),
            cancellationToken);
    }

    public Task<PortalAccount?> FindAsync(string normalizedName, CancellationToken cancellationToken)
    {
        const string Sql = $"{Select} WHERE normalized_name = @normalizedName;";
        return database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<AccountRow>(Sql, new { normalizedName }))?.ToAccount(),
            cancellationToken);
    }

    public Task<ImmutableArray<RoleGrant>> GrantsOfAsync(long accountId, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT account_id, role, domain_id FROM account_role WHERE account_id = @accountId;";
        return database.ReadAsync(
            async connection => (await connection.QueryAsync<GrantRow>(Sql, new { accountId })).Select(row => row.ToGrant()).ToImmutableArray(),
            cancellationToken);
    }

    /// <summary>The account of a phone user.</summary>
    public Task<PortalAccount?> FindOfUserAsync(long userId, CancellationToken cancellationToken)
    {
        const string Sql = $"{Select} WHERE user_id = @userId;";
        return database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<AccountRow>(Sql, new { userId }))?.ToAccount(),
            cancellationToken);
    }

    /// <summary>All accounts with their grants, by name; those of phone users are no matter of the portal's owners.</summary>
    public Task<IReadOnlyList<(PortalAccount Account, ImmutableArray<RoleGrant> Grants)>> ListAsync(CancellationToken cancellationToken)
    {
        const string Accounts = $"{Select} WHERE user_id IS NULL ORDER BY normalized_name;";
        const string Grants = "SELECT account_id, role, domain_id FROM account_role ORDER BY domain_id;";
        return database.ReadAsync<IReadOnlyList<(PortalAccount, ImmutableArray<RoleGrant>)>>(
            async connection =>
            {
                await using var snapshot = connection.BeginTransaction(deferred: true);
                var accounts = await connection.QueryAsync<AccountRow>(Accounts, transaction: snapshot);
                var grants = (await connection.QueryAsync<GrantRow>(Grants, transaction: snapshot))
                    .ToLookup(row => row.AccountId, row => row.ToGrant());
                return [.. accounts.Select(row => (row.ToAccount(), grants[row.Id].ToImmutableArray()))];
            },
            cancellationToken);
    }

    public Task<bool> HasOwnerAsync(CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT EXISTS (SELECT 1 FROM account_role WHERE role = {Owner});";
        return database.ReadAsync(connection => connection.ExecuteScalarAsync<bool>(Sql), cancellationToken);
    }

    /// <summary>For the command line, which has no directory in memory.</summary>
    public Task<long?> FindDomainIdAsync(string name, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id FROM domain WHERE name = @name;";
        return database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>(Sql, new { name = name.ToLowerInvariant() }), cancellationToken);
    }

    /// <returns><c>false</c> when the name is taken; then nothing was stored.</returns>
    public Task<bool> InsertAsync(PortalAccount account, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => InsertAsync(transaction, account, grants), cancellationToken);

    /// <summary>
    /// Stores the first owner if the set-up link is still good, and takes the link away in the same transaction, so that two
    /// browsers with the same link make one owner.
    /// </summary>
    /// <returns><c>false</c> when the link was used or expired, there is an owner already, or the name is taken.</returns>
    public Task<bool> InsertFirstOwnerAsync(
        PortalAccount account, byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string IsGood =
            $"""
            SELECT EXISTS (SELECT 1 FROM setup WHERE token_hash = @tokenHash AND expires_at > @now)
                AND NOT EXISTS (SELECT 1 FROM account_role WHERE role = {Owner});
            """;
        return database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var link = new { tokenHash, now = now.ToUnixTimeMilliseconds() };
                if (!await connection.ExecuteScalarAsync<bool>(IsGood, link, transaction)
                    || !await InsertAsync(transaction, account, [new RoleGrant(PortalRole.Owner, null)]))
                {
                    return false;
                }

                await connection.ExecuteAsync("DELETE FROM setup;", transaction: transaction);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Writes what the account is; the count of wrong passwords and the lock have methods of their own.</summary>
    /// <returns><c>false</c> when there is no such account.</returns>
    public Task<bool> UpdateAsync(PortalAccount account, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            UPDATE account
            SET name = @Name, normalized_name = @NormalizedName, password_hash = @PasswordHash, security_stamp = @SecurityStamp
            WHERE id = @Id;
            """,
            new { account.Id, account.Name, account.NormalizedName, account.PasswordHash, account.SecurityStamp },
            cancellationToken);

    /// <summary>Somebody's own new password: his session goes on, the others are ended by whoever calls this.</summary>
    public Task SetOwnPasswordAsync(long id, string passwordHash, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE account SET password_hash = @passwordHash WHERE id = @id;", new { id, passwordHash }, cancellationToken);

    /// <summary>Lifts the lock after too many wrong passwords.</summary>
    /// <returns><c>false</c> when there is no such account, or it is not locked.</returns>
    public Task<bool> UnlockAsync(long id, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE account SET failed_count = 0, locked_until = NULL WHERE id = @id AND locked_until IS NOT NULL;", new { id }, cancellationToken);

    /// <summary>A new password ends the account's sessions by the new stamp, and lifts its lock.</summary>
    /// <returns><c>false</c> when there is no such account.</returns>
    public Task<bool> SetPasswordAsync(long id, string passwordHash, string securityStamp, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            UPDATE account
            SET password_hash = @passwordHash, security_stamp = @securityStamp, failed_count = 0, locked_until = NULL
            WHERE id = @id;
            """,
            new { id, passwordHash, securityStamp },
            cancellationToken);

    /// <summary>Counts in the database, so that wrong passwords that arrive together are all counted.</summary>
    /// <returns>Wrong passwords in a row, this one included.</returns>
    public Task<int> CountFailureAsync(long id, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE account SET failed_count = failed_count + 1 WHERE id = @id RETURNING failed_count;";
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteScalarAsync<int>(Sql, new { id }, transaction), cancellationToken);
    }

    public Task ClearFailuresAsync(long id, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE account SET failed_count = 0 WHERE id = @id;", new { id }, cancellationToken);

    /// <param name="until"><c>null</c>: not locked.</param>
    public Task LockAsync(long id, DateTimeOffset? until, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE account SET locked_until = @until WHERE id = @id;",
            new { id, until = until?.ToUnixTimeMilliseconds() },
            cancellationToken);

    public Task SetLastSignInAsync(long id, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE account SET last_sign_in_at = @at WHERE id = @id;", new { id, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    /// <summary>Replaces the switch and all grants; a new stamp ends the sessions of an account that is disabled.</summary>
    public Task<AccountChange> EditAsync(
        long id, bool isEnabled, ImmutableArray<RoleGrant> grants, string stampWhenDisabled, CancellationToken cancellationToken)
    {
        const string Edit =
            """
            UPDATE account
            SET is_enabled = @isEnabled, security_stamp = iif(@isEnabled, security_stamp, @stampWhenDisabled)
            WHERE id = @id;
            DELETE FROM account_role WHERE account_id = @id;
            """;
        var staysOwner = isEnabled && grants.Any(grant => grant.Role is PortalRole.Owner);
        return database.WriteAsync(
            async transaction =>
            {
                var obstacle = await ObstacleAsync(transaction, id, staysOwner);
                if (obstacle is AccountChange.Done)
                {
                    await transaction.Connection!.ExecuteAsync(Edit, new { id, isEnabled, stampWhenDisabled }, transaction);
                    await InsertGrantsAsync(transaction, id, grants);
                }

                return obstacle;
            },
            cancellationToken);
    }

    public Task<AccountChange> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        const string Sql = "DELETE FROM account WHERE id = @id;";
        return database.WriteAsync(
            async transaction =>
            {
                var obstacle = await ObstacleAsync(transaction, id, staysOwner: false);
                if (obstacle is AccountChange.Done)
                {
                    await transaction.Connection!.ExecuteAsync(Sql, new { id }, transaction);
                }

                return obstacle;
            },
            cancellationToken);
    }

    /// <summary>What stands against changing the account: somebody must be left who can manage the portal.</summary>
    private static async Task<AccountChange> ObstacleAsync(SqliteTransaction transaction, long id, bool staysOwner)
    {
        const string Exists = "SELECT EXISTS (SELECT 1 FROM account WHERE id = @id);";
        const string IsLastOwner =
            $"""
            SELECT EXISTS (SELECT 1 FROM account_role WHERE account_id = @id AND role = {Owner})
                AND NOT EXISTS (
                    SELECT 1 FROM account_role JOIN account ON account.id = account_role.account_id
                    WHERE role = {Owner} AND is_enabled AND account.id <> @id);
            """;
        var connection = transaction.Connection!;
        if (!await connection.ExecuteScalarAsync<bool>(Exists, new { id }, transaction))
        {
            return AccountChange.NotFound;
        }

        return !staysOwner && await connection.ExecuteScalarAsync<bool>(IsLastOwner, new { id }, transaction)
            ? AccountChange.LastOwner
            : AccountChange.Done;
    }

    public static async Task<bool> InsertAsync(SqliteTransaction transaction, PortalAccount account, ImmutableArray<RoleGrant> grants)
    {
        const string Sql =
            """
            INSERT INTO account (name, normalized_name, password_hash, security_stamp, is_enabled, created_at, user_id)
            VALUES (@Name, @NormalizedName, @PasswordHash, @SecurityStamp, @IsEnabled, @createdAt, @UserId)
            ON CONFLICT (normalized_name) DO NOTHING
            RETURNING id;
            """;
        var row = new
        {
            account.Name,
            account.NormalizedName,
            account.PasswordHash,
            account.SecurityStamp,
            account.IsEnabled,
            createdAt = account.CreatedAt.ToUnixTimeMilliseconds(),
            account.UserId,
        };
        if (await transaction.Connection!.ExecuteScalarAsync<long?>(Sql, row, transaction) is not { } id)
        {
            return false;
        }

        account.Id = id;
        await InsertGrantsAsync(transaction, id, grants);
        return true;
    }

    private static Task<int> InsertGrantsAsync(SqliteTransaction transaction, long accountId, ImmutableArray<RoleGrant> grants)
    {
        const string Sql = "INSERT INTO account_role (account_id, role, domain_id) VALUES (@accountId, @Role, @DomainId);";
        return transaction.Connection!.ExecuteAsync(
            Sql, grants.Select(grant => new { accountId, grant.Role, grant.DomainId }), transaction);
    }

    private Task<bool> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(sql, parameters, transaction) > 0, cancellationToken);

    private sealed class AccountRow
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string NormalizedName { get; init; } = "";

        public string PasswordHash { get; init; } = "";

        public string SecurityStamp { get; init; } = "";

        public bool IsEnabled { get; init; }

        public int FailedCount { get; init; }

        public long? LockedUntil { get; init; }

        public long CreatedAt { get; init; }

        public long? LastSignInAt { get; init; }

        public long? UserId { get; init; }

        public bool HasSecondFactor { get; init; }

        public PortalAccount ToAccount() => new()
        {
            UserId = UserId,
            HasSecondFactor = HasSecondFactor,
            Id = Id,
            Name = Name,
            NormalizedName = NormalizedName,
            PasswordHash = PasswordHash,
            SecurityStamp = SecurityStamp,
            IsEnabled = IsEnabled,
            FailedCount = FailedCount,
            LockedUntil = LockedUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            LastSignInAt = LastSignInAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        };
    }

    private sealed class GrantRow
    {
        public long AccountId { get; init; }

        public PortalRole Role { get; init; }

        public long? DomainId { get; init; }

        public RoleGrant ToGrant() => new(Role, DomainId);
    }
}
