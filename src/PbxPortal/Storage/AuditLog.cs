using Dapper;
using PbxPortal.Administration;

namespace PbxPortal.Storage;

/// <summary>The audit in SQLite. Values are what people entered, never a password or a secret.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditLog(SqliteDatabase database, TimeProvider timeProvider) : IAudit, IAuditReader
{
    /// <summary>Lines that are looked at for those since a moment; an import may have written many.</summary>
    private const int MostLookedAt = 2_000;

    /// <summary>Lines that are looked at for who has written them.</summary>
    private const int MostLookedAtForActors = 20_000;

    private const int MostAtOnce = 1_000;

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
        IReadOnlyList<long>? domainIds, AuditFilter filter, CancellationToken cancellationToken)
    {
        var sql = $"SELECT * FROM audit WHERE {string.Join(" AND ", Conditions(domainIds, filter))} ORDER BY id DESC LIMIT @limit;";
        var kinds = filter.Kinds.IsDefault ? [] : filter.Kinds;
        var parameters = new
        {
            domainIds,
            beforeId = filter.BeforeId ?? long.MaxValue,
            filter.Actor,
            actions = AuditActions.Of(kinds),
            known = AuditActions.Known,
            withOthers = kinds.Contains(AuditKind.Other),
            since = filter.Since?.ToUnixTimeMilliseconds(),
            until = filter.Until?.ToUnixTimeMilliseconds(),
            text = filter.Text.Trim(),
            limit = Math.Clamp(filter.Limit, 1, MostAtOnce),
        };
        return database.ReadAsync<IReadOnlyList<AuditLine>>(
            async connection =>
            {
                // SQLite's own LIKE ignores case for ASCII only.
                connection.CreateFunction(
                    "contains_text", (string all, string part) => all.Contains(part, StringComparison.OrdinalIgnoreCase), isDeterministic: true);
                return [.. (await connection.QueryAsync<AuditRow>(sql, parameters)).Select(row => row.ToLine())];
            },
            cancellationToken);
    }

    /// <summary>Who stands in the latest lines, by name.</summary>
    /// <param name="domainIds">Of these domains only; <c>null</c>: all lines.</param>
    public Task<IReadOnlyList<string>> ListActorsAsync(IReadOnlyList<long>? domainIds, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT DISTINCT actor FROM (SELECT actor, domain_id FROM audit ORDER BY id DESC LIMIT @MostLookedAtForActors)
            {(domainIds is null ? "" : "WHERE domain_id IN @domainIds")} ORDER BY actor COLLATE NOCASE;
            """;
        return database.ReadAsync<IReadOnlyList<string>>(
            async connection => [.. await connection.QueryAsync<string>(sql, new { MostLookedAtForActors, domainIds })], cancellationToken);
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

    private static IEnumerable<string> Conditions(IReadOnlyList<long>? domainIds, AuditFilter filter)
    {
        yield return "id < @beforeId";
        if (domainIds is not null)
        {
            yield return "domain_id IN @domainIds";
        }

        if (filter.Actor.Length > 0)
        {
            yield return "actor = @Actor";
        }

        if (!filter.Kinds.IsDefaultOrEmpty)
        {
            yield return "(action IN @actions OR (@withOthers AND action NOT IN @known))";
        }

        if (filter.Since is not null)
        {
            yield return "at >= @since";
        }

        if (filter.Until is not null)
        {
            yield return "at < @until";
        }

        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            yield return "contains_text(action || char(10) || subject || char(10) || old_value || char(10) || new_value || char(10) || source, @text)";
        }
    }

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

        public string Source { get; init; } = "";

        public AuditLine ToLine() => new(
            Id, DateTimeOffset.FromUnixTimeMilliseconds(At), new AuditEntry(Actor, Action, Subject, DomainId, OldValue, NewValue, Source));
    }
}
