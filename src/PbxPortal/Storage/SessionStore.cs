using Dapper;
using PbxPortal.Accounts;

namespace PbxPortal.Storage;

/// <summary>Keeps the browsers that are signed in.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class SessionStore(SqliteDatabase database)
{
    /// <summary>Stores a new one, and forgets those of the account that nobody has used since <paramref name="deadline"/>.</summary>
    public Task InsertAsync(BrowserSession session, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            DELETE FROM session WHERE account_id = @AccountId AND last_seen_at < @deadline;
            INSERT INTO session (id, account_id, browser, address, created_at, last_seen_at)
            VALUES (@Id, @AccountId, @Browser, @Address, @createdAt, @createdAt);
            """;
        var row = new
        {
            session.Id,
            session.AccountId,
            session.Browser,
            session.Address,
            createdAt = session.CreatedAt.ToUnixTimeMilliseconds(),
            deadline = deadline.ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(transaction => transaction.Connection!.ExecuteAsync(Sql, row, transaction), cancellationToken);
    }

    public Task<BrowserSession?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
            (await connection.QuerySingleOrDefaultAsync<Row>("SELECT * FROM session WHERE id = @id;", new { id }))?.ToSession(),
        cancellationToken);

    /// <summary>Those that were used since <paramref name="deadline"/>, the latest first.</summary>
    public Task<IReadOnlyList<BrowserSession>> ListAsync(long accountId, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT * FROM session WHERE account_id = @accountId AND last_seen_at >= @deadline ORDER BY last_seen_at DESC, id;";
        var parameters = new { accountId, deadline = deadline.ToUnixTimeMilliseconds() };
        return database.ReadAsync<IReadOnlyList<BrowserSession>>(
            async connection => [.. (await connection.QueryAsync<Row>(Sql, parameters)).Select(row => row.ToSession())], cancellationToken);
    }

    /// <param name="address">Where it is now; empty: as before.</param>
    public Task TouchAsync(string id, DateTimeOffset at, string address, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE session SET last_seen_at = @at, address = iif(@address = '', address, @address) WHERE id = @id;";
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(Sql, new { id, at = at.ToUnixTimeMilliseconds(), address }, transaction),
            cancellationToken);
    }

    /// <summary>Takes sessions of an account away.</summary>
    /// <param name="only">This one; <c>null</c>: all.</param>
    /// <param name="except">But not this one.</param>
    /// <returns>The ids of those that were there.</returns>
    public Task<IReadOnlyList<string>> RemoveAsync(long accountId, string? only, string? except, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            DELETE FROM session WHERE account_id = @accountId AND (@only IS NULL OR id = @only) AND (@except IS NULL OR id <> @except)
            RETURNING id;
            """;
        return database.WriteAsync<IReadOnlyList<string>>(
            async transaction => [.. await transaction.Connection!.QueryAsync<string>(Sql, new { accountId, only, except }, transaction)],
            cancellationToken);
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public long AccountId { get; init; }

        public string Browser { get; init; } = "";

        public string Address { get; init; } = "";

        public long CreatedAt { get; init; }

        public long LastSeenAt { get; init; }

        public BrowserSession ToSession() => new(
            Id,
            AccountId,
            Browser,
            Address,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(LastSeenAt));
    }
}
