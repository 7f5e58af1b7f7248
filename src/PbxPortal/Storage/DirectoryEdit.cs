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
    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);

    /// <summary>For what belongs to the same transaction and is kept elsewhere.</summary>
    public SqliteTransaction Transaction => transaction;

    /// <summary>The number of the last change that this transaction sees; while it stays, what was read before still holds.</summary>
    public Task<long> LastChangeAsync() => _connection.ExecuteScalarAsync<long>(DirectorySql.LastChange, transaction: transaction);

    public Task<StoredDomain?> FindDomainAsync(long id) =>
        FirstAsync<StoredDomain>("SELECT * FROM domain WHERE id = @id;", new { id });

    public Task<long> CountDomainsAsync() => _connection.ExecuteScalarAsync<long>(
        "SELECT count(*) FROM domain;", transaction: transaction);

    public Task<StoredDomain?> FindDomainAsync(string name) =>
        FirstAsync<StoredDomain>("SELECT * FROM domain WHERE name = @name;", new { name });

    public Task<long> InsertDomainAsync(DomainDraft draft) => _connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO domain (name, realm, max_devices_per_user, device_limit_policy, digest_algorithms, qualify_seconds)
        VALUES (@Name, @Name, @MaxDevicesPerUser, @DeviceLimitPolicy, @Algorithms, @QualifySeconds) RETURNING id;
        """,
        RowOf(draft),
        transaction);

    public Task UpdateDomainAsync(long id, DomainDraft draft) => ExecuteAsync(
        """
        UPDATE domain SET name = @Name, max_devices_per_user = @MaxDevicesPerUser, device_limit_policy = @DeviceLimitPolicy,
            digest_algorithms = @Algorithms, qualify_seconds = @QualifySeconds
        WHERE id = @id;
        """,
        RowOf(draft, id));

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
    public Task<NameOwner?> FindOwnerOfAsync(long domainId, string name, long? exceptUserId) => FirstAsync<NameOwner>(
        """
        SELECT user.id AS user_id, user.extension, taken.is_number
        FROM (
            SELECT id AS user_id, 0 AS is_number FROM user
                WHERE domain_id = @domainId AND extension = @name AND id IS NOT @exceptUserId
            UNION ALL SELECT user_id, 1 FROM phone_number
                WHERE domain_id = @domainId AND number = @name AND user_id IS NOT @exceptUserId
            UNION ALL SELECT user_id, 0 FROM credential
                WHERE domain_id = @domainId AND name = @name AND (user_id IS NOT @exceptUserId OR label <> '')) AS taken
        JOIN user ON user.id = taken.user_id
        ORDER BY taken.is_number
        LIMIT 1;
        """,
        new { domainId, name, exceptUserId });

    /// <summary>A new user with the credential that is named like the extension.</summary>
    public long InsertUser(UserDraft draft, byte[] sealedSecrets)
    {
        const string User =
            """
            INSERT INTO user (domain_id, extension, display_name, email, is_enabled, max_devices, may_register_others,
                allowed_networks, allowed_transports, ring_order, ring_seconds)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;
            """;
        const string Credential =
            "INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label) VALUES ($0, $1, $2, $3, 0, '');";
        var id = (long)Run(
            User,
            draft.DomainId,
            draft.Extension,
            draft.DisplayName,
            draft.Email,
            draft.IsEnabled,
            draft.MaxDevices,
            draft.MayRegisterOthers,
            StoredList.Write(draft.AllowedNetworks),
            StoredList.Write(draft.AllowedTransports),
            (long)draft.RingOrder,
            draft.RingSeconds)!;
        InsertNumbers(id, draft.DomainId, draft.PhoneNumbers);
        Run(Credential, id, draft.DomainId, draft.Extension, sealedSecrets);
        return id;
    }

    public void UpdateUser(long id, UserDraft draft)
    {
        const string User =
            """
            UPDATE user SET
                extension = $1, display_name = $2, email = $3, is_enabled = $4, max_devices = $5, may_register_others = $6,
                allowed_networks = $7, allowed_transports = $8, ring_order = $9, ring_seconds = $10
            WHERE id = $0;
            """;
        Run(
            User,
            id,
            draft.Extension,
            draft.DisplayName,
            draft.Email,
            draft.IsEnabled,
            draft.MaxDevices,
            draft.MayRegisterOthers,
            StoredList.Write(draft.AllowedNetworks),
            StoredList.Write(draft.AllowedTransports),
            (long)draft.RingOrder,
            draft.RingSeconds);
        DeleteNumbers(id);
        InsertNumbers(id, draft.DomainId, draft.PhoneNumbers);
    }

    public void DeleteNumbers(long id) => Run("DELETE FROM phone_number WHERE user_id = $0;", id);

    public Task SetEnabledAsync(long id, bool isEnabled) =>
        ExecuteAsync("UPDATE user SET is_enabled = @isEnabled WHERE id = @id;", new { id, isEnabled });

    public Task SetMaxDevicesAsync(long id, int? maxDevices) =>
        ExecuteAsync("UPDATE user SET max_devices = @maxDevices WHERE id = @id;", new { id, maxDevices });

    /// <summary>Devices, bindings, blocks, numbers and credentials go along (ON DELETE CASCADE).</summary>
    public Task DeleteUserAsync(long id) => ExecuteAsync("DELETE FROM user WHERE id = @id;", new { id });

    /// <summary>The user's own credential, the one without a label, gets another name or secret; revoking it ends with that.</summary>
    public void ReplaceSecret(long userId, string name, byte[] sealedSecrets) => Run(
        "UPDATE credential SET name = $1, sealed = $2, is_revoked = 0, revoked_at = NULL WHERE user_id = $0 AND label = '';",
        userId,
        name,
        sealedSecrets);

    public async Task<IReadOnlyList<StoredCredential>> CredentialsOfAsync(long userId) =>
    [
        .. await _connection.QueryAsync<StoredCredential>(
            "SELECT id, name, label, is_revoked FROM credential WHERE user_id = @userId ORDER BY id;", new { userId }, transaction),
    ];

    /// <summary>A credential for one device, which is what the label says it is.</summary>
    public long InsertCredential(StoredUser user, string name, string label, byte[] sealedSecrets) => (long)Run(
        """
        INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label, created_at)
        VALUES ($0, $1, $2, $3, 0, $4, $5) RETURNING id;
        """,
        user.Id,
        user.DomainId,
        name,
        sealedSecrets,
        label,
        now.ToUnixTimeMilliseconds())!;

    /// <summary>A device credential that no device has used yet gets another secret.</summary>
    public void ReplaceDeviceSecret(long id, byte[] sealedSecrets) =>
        Run("UPDATE credential SET sealed = $1 WHERE id = $0 AND label <> '';", id, sealedSecrets);

    public Task RevokeCredentialAsync(long id) => ExecuteAsync(
        "UPDATE credential SET is_revoked = 1, revoked_at = @at WHERE id = @id;", new { id, at = now.ToUnixTimeMilliseconds() });

    /// <summary>Revoked device credentials stay so that a phone that still tries is told why; only the latest, lest they gather.</summary>
    public Task DeleteRevokedCredentialsAsync(long userId, int keep) => ExecuteAsync(
        """
        DELETE FROM credential WHERE id IN (
            SELECT id FROM credential WHERE user_id = @userId AND is_revoked = 1 AND label <> ''
            ORDER BY revoked_at DESC, id DESC LIMIT -1 OFFSET @keep);
        """,
        new { userId, keep });

    public void Audit(AuditEntry entry) => Run(
        """
        INSERT INTO audit (at, actor, action, domain_id, subject, old_value, new_value, source) VALUES ($0, $1, $2, $3, $4, $5, $6, $7);
        """,
        now.ToUnixTimeMilliseconds(),
        entry.Actor,
        entry.Action,
        entry.DomainId,
        entry.Subject,
        entry.OldValue,
        entry.NewValue,
        entry.Source);

    private static object RowOf(DomainDraft draft, long id = 0) => new
    {
        id,
        draft.Name,
        draft.MaxDevicesPerUser,
        draft.DeviceLimitPolicy,
        Algorithms = StoredList.Write(draft.DigestAlgorithms),
        draft.QualifySeconds,
    };

    private async Task<StoredUser?> WithNumbersAsync(StoredUser? user)
    {
        if (user is not null)
        {
            const string Numbers = "SELECT number FROM phone_number WHERE user_id = @Id ORDER BY position;";
            user.PhoneNumbers = [.. await _connection.QueryAsync<string>(Numbers, new { user.Id }, transaction)];
        }

        return user;
    }

    private void InsertNumbers(long userId, long domainId, ImmutableArray<string> numbers)
    {
        for (var position = 0; position < numbers.Length; position++)
        {
            Run(
                "INSERT INTO phone_number (domain_id, number, user_id, position) VALUES ($0, $1, $2, $3);",
                domainId,
                numbers[position],
                userId,
                position);
        }
    }

    /// <summary>
    /// Prepared once per edit, past Dapper: an import writes each user with the same few statements, and phones wait for their
    /// answers while it does.
    /// </summary>
    private object? Run(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            statement = new PreparedStatement(transaction, sql);
            _prepared[sql] = statement;
        }

        for (var i = 0; i < values.Length; i++)
        {
            statement.Set(i, values[i]);
        }

        return statement.RunScalar();
    }

    private Task<T?> FirstAsync<T>(string sql, object parameters) =>
        _connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);

    private Task<int> ExecuteAsync(string sql, object parameters) => _connection.ExecuteAsync(sql, parameters, transaction);
}
