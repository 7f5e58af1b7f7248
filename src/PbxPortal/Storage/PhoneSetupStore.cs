using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Administration;
using PbxPortal.Provisioning;

namespace PbxPortal.Storage;

/// <summary>The set-ups of phones in SQLite. What changes a credential too comes with the transaction of that change.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PhoneSetupStore(SqliteDatabase database)
{
    private const string Select = "SELECT * FROM phone_setup";
    private const int Kept = 20;

    public Task<PhoneSetup?> FindAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id;", new { id }))?.ToSetup(),
        cancellationToken);

    /// <summary>The latest first.</summary>
    public Task<IReadOnlyList<PhoneSetup>> ListAsync(long userId, CancellationToken cancellationToken) => ReadAsync(
        $"{Select} WHERE user_id = @userId ORDER BY id DESC LIMIT {Kept};", new { userId }, cancellationToken);

    public Task<IReadOnlyList<PhoneSetup>> ListPendingAsync(CancellationToken cancellationToken) =>
        ReadAsync($"{Select} WHERE outcome IS NULL ORDER BY id;", parameters: null, cancellationToken);

    public static async Task<PhoneSetup?> FindAsync(SqliteTransaction transaction, long id) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id;", new { id }, transaction))?.ToSetup();

    public static async Task<PhoneSetup?> FindAsync(SqliteTransaction transaction, byte[] tokenHash) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(
            $"{Select} WHERE token_hash = @tokenHash;", new { tokenHash }, transaction))?.ToSetup();

    public static Task<long> CountPendingAsync(SqliteTransaction transaction, long userId) =>
        transaction.Connection!.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM phone_setup WHERE user_id = @userId AND outcome IS NULL;", new { userId }, transaction);

    /// <summary>Stores a new one, and forgets those of the user that ended long ago.</summary>
    /// <param name="tokenHash"><c>null</c> when the app takes no link.</param>
    /// <returns>Its id.</returns>
    public static Task<long> InsertAsync(SqliteTransaction transaction, PhoneSetup setup, byte[]? tokenHash)
    {
        const string Sql =
            """
            DELETE FROM phone_setup WHERE user_id = @UserId AND id IN (
                SELECT id FROM phone_setup WHERE user_id = @UserId AND outcome IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET @Kept);
            INSERT INTO phone_setup (
                user_id, credential_id, credential_name, app, transport, host, port, token_hash, created_at, created_by, expires_at)
            VALUES (@UserId, @CredentialId, @CredentialName, @App, @Transport, @Host, @Port, @tokenHash, @CreatedAt, @CreatedBy, @ExpiresAt)
            RETURNING id;
            """;
        var row = new
        {
            Kept,
            setup.UserId,
            setup.CredentialId,
            setup.CredentialName,
            setup.App,
            Transport = TransportWord.Of(setup.Server.Transport),
            setup.Server.Host,
            setup.Server.Port,
            tokenHash,
            CreatedAt = setup.CreatedAt.ToUnixTimeMilliseconds(),
            setup.CreatedBy,
            ExpiresAt = setup.ExpiresAt.ToUnixTimeMilliseconds(),
        };
        return transaction.Connection!.ExecuteScalarAsync<long>(Sql, row, transaction);
    }

    public static Task OpenAsync(SqliteTransaction transaction, long id, string from, string by, DateTimeOffset at, DateTimeOffset expiresAt) =>
        transaction.Connection!.ExecuteAsync(
            "UPDATE phone_setup SET opened_at = @at, opened_from = @from, opened_by = @by, expires_at = @expiresAt WHERE id = @id;",
            new { id, from, by, at = at.ToUnixTimeMilliseconds(), expiresAt = expiresAt.ToUnixTimeMilliseconds() },
            transaction);

    /// <param name="deviceId">The device that registered, if one did.</param>
    public static Task EndAsync(SqliteTransaction transaction, long id, SetupOutcome outcome, DateTimeOffset at, long? deviceId = null) =>
        transaction.Connection!.ExecuteAsync(
            "UPDATE phone_setup SET outcome = @outcome, ended_at = @at, device_id = @deviceId WHERE id = @id AND outcome IS NULL;",
            new { id, outcome, at = at.ToUnixTimeMilliseconds(), deviceId },
            transaction);

    private Task<IReadOnlyList<PhoneSetup>> ReadAsync(string sql, object? parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PhoneSetup>>(
            async connection => [.. (await connection.QueryAsync<Row>(sql, parameters)).Select(row => row.ToSetup())], cancellationToken);

    private sealed class Row
    {
        public long Id { get; init; }

        public long UserId { get; init; }

        public long CredentialId { get; init; }

        public string CredentialName { get; init; } = "";

        public string App { get; init; } = "";

        public string Transport { get; init; } = "";

        public string Host { get; init; } = "";

        public int Port { get; init; }

        public long CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public long ExpiresAt { get; init; }

        public long? OpenedAt { get; init; }

        public string OpenedFrom { get; init; } = "";

        public string OpenedBy { get; init; } = "";

        public int? Outcome { get; init; }

        public long? EndedAt { get; init; }

        public long? DeviceId { get; init; }

        public PhoneSetup ToSetup() => new()
        {
            Id = Id,
            UserId = UserId,
            CredentialId = CredentialId,
            CredentialName = CredentialName,
            App = App,
            Server = new PublicSipAddress(
                TransportWord.TryParse(Transport, out var transport) ? transport : throw new FormatException($"'{Transport}' is no transport."), Host, Port),
            CreatedAt = MomentOf(CreatedAt)!.Value,
            CreatedBy = CreatedBy,
            ExpiresAt = MomentOf(ExpiresAt)!.Value,
            OpenedAt = MomentOf(OpenedAt),
            OpenedFrom = OpenedFrom,
            OpenedBy = OpenedBy,
            Outcome = (SetupOutcome?)Outcome,
            EndedAt = MomentOf(EndedAt),
            DeviceId = DeviceId,
        };

        private static DateTimeOffset? MomentOf(long? at) => at is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
    }
}
