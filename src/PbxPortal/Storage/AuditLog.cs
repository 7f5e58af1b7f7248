using Dapper;
using PbxPortal.Administration;

namespace PbxPortal.Storage;

/// <summary>The audit in SQLite. Values are what people entered, never a password or a secret.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditLog(SqliteDatabase database, TimeProvider timeProvider) : IAudit, IAuditReader
{
    /// <summary>Lines that are looked at for those since a moment; an import may have written many.</summary>
    private const int MostLookedAt = 2_000;

    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            new DirectoryEdit(transaction, timeProvider.GetUtcNow()).Audit(entry);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="domainIds">Of these domains only; <c>null</c>: all lines, those of no domain too.</param>
    public Task<IReadOnlyList<AuditLine>> ReadAsync(
        IReadOnlyList<long>? domainIds, long? beforeId, int limit, CancellationToken cancellationToken)
    {
        var ofDomains = domainIds is null ? "" : "AND domain_id IN @domainIds";
        var sql = $"SELECT * FROM audit WHERE id < @beforeId {ofDomains} ORDER BY id DESC LIMIT @limit;";
        var parameters = new { domainIds, beforeId = beforeId ?? long.MaxValue, limit };
        return database.ReadAsync<IReadOnlyList<AuditLine>>(
            async connection => [.. (await connection.QueryAsync<AuditRow>(sql, parameters)).Select(row => row.ToLine())],
            cancellationToken);
    }

    public Task<IReadOnlyList<AuditLine>> ReadAsync(
        IReadOnlyList<long> domainIds, bool withoutDomain, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        // Ids rise with time, so the newest are found without an index on the time.
        var sql = $"""
            SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT @MostLookedAt)
            WHERE at >= @since AND (domain_id IN @domainIds{(withoutDomain ? " OR domain_id IS NULL" : "")})
            ORDER BY id DESC LIMIT @limit;
            """;
        var parameters = new { MostLookedAt, since = since.ToUnixTimeMilliseconds(), domainIds, limit };
        return database.ReadAsync<IReadOnlyList<AuditLine>>(
            async connection => [.. (await connection.QueryAsync<AuditRow>(sql, parameters)).Select(row => row.ToLine())],
            cancellationToken);
    }

    public Task<string?> FindLastValueAsync(string action, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<string?>(
            "SELECT new_value FROM audit WHERE action = @action ORDER BY id DESC LIMIT 1;", new { action }),
        cancellationToken);

    private sealed class AuditRow
    {
        public long Id { get; init; }

        public long At { get; init; }

        public string Actor { get; init; } = "";

        public string Action { get; init; } = "";

        public long? DomainId { get; init; }

        public string Subject { get; init; } = "";

        public string OldValue { get; init; } = "";

        public string NewValue { get; init; } = "";

        public AuditLine ToLine() => new(
            Id, DateTimeOffset.FromUnixTimeMilliseconds(At), new AuditEntry(Actor, Action, Subject, DomainId, OldValue, NewValue));
    }
}
