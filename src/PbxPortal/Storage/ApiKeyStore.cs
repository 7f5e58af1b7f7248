using Dapper;
using PbxPortal.Accounts;

namespace PbxPortal.Storage;

/// <summary>Keeps the hashes of API keys and what each key may do.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class ApiKeyStore(SqliteDatabase database)
{
    private const string Columns = "id, name, role, domain_id, created_at, created_by, last_used_at, revoked_at";

    /// <returns><c>false</c> when the name is taken, be it by a revoked key.</returns>
    public Task<bool> InsertAsync(
        string name, byte[] hash, RoleGrant grant, DateTimeOffset createdAt, string createdBy, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            INSERT INTO api_key (name, hash, role, domain_id, created_at, created_by)
            VALUES (@name, @hash, @Role, @DomainId, @createdAt, @createdBy)
            ON CONFLICT (name) DO NOTHING;
            """;
        var row = new { name, hash, grant.Role, grant.DomainId, createdAt = createdAt.ToUnixTimeMilliseconds(), createdBy };
        return ExecuteAsync(Sql, row, cancellationToken);
    }

    /// <summary>A key that is not revoked.</summary>
    public Task<ApiKey?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        FindAsync($"SELECT {Columns} FROM api_key WHERE hash = @hash AND revoked_at IS NULL;", new { hash }, cancellationToken);

    /// <summary>A key that is not revoked.</summary>
    public Task<ApiKey?> FindAsync(long id, CancellationToken cancellationToken) =>
        FindAsync($"SELECT {Columns} FROM api_key WHERE id = @id AND revoked_at IS NULL;", new { id }, cancellationToken);

    /// <summary>All keys, revoked ones too, by name.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM api_key ORDER BY name;";
        return database.ReadAsync<IReadOnlyList<ApiKey>>(
            async connection => [.. (await connection.QueryAsync<ApiKeyRow>(Sql)).Select(row => row.ToApiKey())], cancellationToken);
    }

    public Task SetLastUsedAsync(long id, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE api_key SET last_used_at = @at WHERE id = @id;", new { id, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    /// <returns><c>false</c> when there is no such key, or it was revoked before.</returns>
    public Task<bool> RevokeAsync(string name, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE api_key SET revoked_at = @at WHERE name = @name AND revoked_at IS NULL;",
            new { name, at = at.ToUnixTimeMilliseconds() },
            cancellationToken);

    private Task<ApiKey?> FindAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<ApiKeyRow>(sql, parameters))?.ToApiKey(), cancellationToken);

    private Task<bool> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(sql, parameters, transaction) > 0, cancellationToken);

    private sealed class ApiKeyRow
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public PortalRole Role { get; init; }

        public long? DomainId { get; init; }

        public long CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public long? LastUsedAt { get; init; }

        public long? RevokedAt { get; init; }

        public ApiKey ToApiKey() => new(
            Id,
            Name,
            new RoleGrant(Role, DomainId),
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            CreatedBy,
            LastUsedAt is { } usedAt ? DateTimeOffset.FromUnixTimeMilliseconds(usedAt) : null,
            RevokedAt is { } revokedAt ? DateTimeOffset.FromUnixTimeMilliseconds(revokedAt) : null);
    }
}
