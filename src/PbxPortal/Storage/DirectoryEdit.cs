using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Administration;

namespace PbxPortal.Storage;

/// <summary>One transaction of edits to domains and users, with their lines in the audit.</summary>
/// <remarks>Confined to its transaction; that commits when the edit returns, and is rolled back when it throws.</remarks>
internal sealed class DirectoryEdit(SqliteTransaction transaction, DateTimeOffset now)
{
    private readonly SqliteConnection _connection = transaction.Connection!;

    public Task<StoredDomain?> FindDomainAsync(long id) =>
        FirstAsync<StoredDomain>("SELECT * FROM domain WHERE id = @id;", new { id });

    public Task<long> CountDomainsAsync() => _connection.ExecuteScalarAsync<long>(
        "SELECT count(*) FROM domain;", transaction: transaction);

    public Task<StoredDomain?> FindDomainAsync(string name) =>
        FirstAsync<StoredDomain>("SELECT * FROM domain WHERE name = @name;", new { name });

    public Task<long> InsertDomainAsync(DomainDraft draft) => _connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO domain (name, realm, max_devices_per_user, device_limit_policy)
        VALUES (@Name, @Name, @MaxDevicesPerUser, @DeviceLimitPolicy) RETURNING id;
        """,
        draft,
        transaction);

    public Task UpdateDomainAsync(long id, DomainDraft draft) => ExecuteAsync(
        """
        UPDATE domain SET name = @Name, max_devices_per_user = @MaxDevicesPerUser, device_limit_policy = @DeviceLimitPolicy
        WHERE id = @id;
        """,
        new { id, draft.Name, draft.MaxDevicesPerUser, draft.DeviceLimitPolicy });

    public Task DeleteDomainAsync(long id) => ExecuteAsync(
        "DELETE FROM refresh_hour WHERE domain_id = @id; DELETE FROM domain WHERE id = @id;", new { id });

    public Task<long> CountUsersAsync(long domainId) => _connection.ExecuteScalarAsync<long>(
        "SELECT count(*) FROM user WHERE domain_id = @domainId;", new { domainId }, transaction);

    public async Task<StoredUser?> FindUserAsync(long id) =>
        await WithNumbersAsync(await FirstAsync<StoredUser>("SELECT * FROM user WHERE id = @id;", new { id }));

    public async Task<StoredUser?> FindUserAsync(long domainId, string extension) => await WithNumbersAsync(await FirstAsync<StoredUser>(
        "SELECT * FROM user WHERE domain_id = @domainId AND extension = @extension;", new { domainId, extension }));

    /// <summary>Whom a name of the domain belongs to already, as extension, phone number or digest user name; <c>null</c>: nobody.</summary>
    /// <param name="exceptUserId">This user's own names do not count, but for those of credentials that his devices have.</param>
    public Task<string?> FindOwnerOfAsync(long domainId, string name, long? exceptUserId) => FirstAsync<string>(
        """
        SELECT user.extension FROM user
        WHERE user.id IN (
            SELECT id FROM user WHERE domain_id = @domainId AND extension = @name AND id IS NOT @exceptUserId
            UNION ALL SELECT user_id FROM phone_number WHERE domain_id = @domainId AND number = @name AND user_id IS NOT @exceptUserId
            UNION ALL SELECT user_id FROM credential
                WHERE domain_id = @domainId AND name = @name AND (user_id IS NOT @exceptUserId OR label <> ''))
        LIMIT 1;
        """,
        new { domainId, name, exceptUserId });

    /// <summary>A new user with the credential that is named like the extension.</summary>
    public async Task<long> InsertUserAsync(UserDraft draft, byte[] sealedSecrets)
    {
        var id = await _connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO user (domain_id, extension, display_name, email, is_enabled, max_devices, may_register_others)
            VALUES (@DomainId, @Extension, @DisplayName, @Email, @IsEnabled, @MaxDevices, @MayRegisterOthers) RETURNING id;
            """,
            draft,
            transaction);
        await InsertNumbersAsync(id, draft.DomainId, draft.PhoneNumbers);
        await ExecuteAsync(
            """
            INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label)
            VALUES (@id, @DomainId, @Extension, @sealedSecrets, 0, '');
            """,
            new { id, draft.DomainId, draft.Extension, sealedSecrets });
        return id;
    }

    public async Task UpdateUserAsync(long id, UserDraft draft)
    {
        await ExecuteAsync(
            """
            UPDATE user SET
                extension = @Extension, display_name = @DisplayName, email = @Email, is_enabled = @IsEnabled,
                max_devices = @MaxDevices, may_register_others = @MayRegisterOthers
            WHERE id = @id;
            """,
            new
            {
                id,
                draft.Extension,
                draft.DisplayName,
                draft.Email,
                draft.IsEnabled,
                draft.MaxDevices,
                draft.MayRegisterOthers,
            });
        await DeleteNumbersAsync(id);
        await InsertNumbersAsync(id, draft.DomainId, draft.PhoneNumbers);
    }

    public Task DeleteNumbersAsync(long id) => ExecuteAsync("DELETE FROM phone_number WHERE user_id = @id;", new { id });

    public Task SetEnabledAsync(long id, bool isEnabled) =>
        ExecuteAsync("UPDATE user SET is_enabled = @isEnabled WHERE id = @id;", new { id, isEnabled });

    /// <summary>Devices, bindings, blocks, numbers and credentials go along (ON DELETE CASCADE).</summary>
    public Task DeleteUserAsync(long id) => ExecuteAsync("DELETE FROM user WHERE id = @id;", new { id });

    /// <summary>The user's own credential, the one without a label, gets another name or secret; revoking it ends with that.</summary>
    public Task ReplaceSecretAsync(long userId, string name, byte[] sealedSecrets) => ExecuteAsync(
        """
        UPDATE credential SET name = @name, sealed = @sealedSecrets, is_revoked = 0 WHERE user_id = @userId AND label = '';
        """,
        new { userId, name, sealedSecrets });

    /// <summary>Takes everything back that this edit did; it may do nothing more.</summary>
    public Task AbandonAsync() => transaction.RollbackAsync(CancellationToken.None);

    public Task AuditAsync(AuditEntry entry) => AuditLog.AppendAsync(transaction, entry, now);

    private async Task<StoredUser?> WithNumbersAsync(StoredUser? user)
    {
        if (user is not null)
        {
            const string Numbers = "SELECT number FROM phone_number WHERE user_id = @Id ORDER BY position;";
            user.PhoneNumbers = [.. await _connection.QueryAsync<string>(Numbers, new { user.Id }, transaction)];
        }

        return user;
    }

    private Task<int> InsertNumbersAsync(long userId, long domainId, ImmutableArray<string> numbers) => ExecuteAsync(
        "INSERT INTO phone_number (domain_id, number, user_id, position) VALUES (@domainId, @number, @userId, @position);",
        numbers.Select((number, position) => new { domainId, number, userId, position }));

    private Task<T?> FirstAsync<T>(string sql, object parameters) =>
        _connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);

    private Task<int> ExecuteAsync(string sql, object parameters) => _connection.ExecuteAsync(sql, parameters, transaction);
}
