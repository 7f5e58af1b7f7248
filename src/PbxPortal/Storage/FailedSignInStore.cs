using Dapper;
using PbxPortal.Accounts;

namespace PbxPortal.Storage;

/// <summary>Keeps the sign-ins to the portal that were refused; a bounded number of them.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class FailedSignInStore(SqliteDatabase database)
{
    private const int Kept = 1000;

    /// <summary>The same again within that time counts up the entry that stands.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(10);

    public Task AppendAsync(FailedSignIn failure, CancellationToken cancellationToken)
    {
        const string CountUp =
            """
            UPDATE failed_sign_in SET at = @at, count = count + 1
            WHERE id = (
                SELECT id FROM failed_sign_in
                WHERE account_id IS @AccountId AND address = @Address AND reason = @Reason AND at > @since
                ORDER BY id DESC LIMIT 1);
            """;
        const string Insert =
            """
            INSERT INTO failed_sign_in (at, account_id, name, address, reason, count) VALUES (@at, @AccountId, @Name, @Address, @Reason, 1);
            DELETE FROM failed_sign_in WHERE id <= (SELECT max(id) FROM failed_sign_in) - @Kept;
            """;
        var row = new
        {
            at = failure.At.ToUnixTimeMilliseconds(),
            since = (failure.At - Together).ToUnixTimeMilliseconds(),
            failure.AccountId,
            failure.Name,
            failure.Address,
            failure.Reason,
            Kept,
        };
        return database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(CountUp, row, transaction) > 0
                || await transaction.Connection!.ExecuteAsync(Insert, row, transaction) > 0,
            cancellationToken);
    }

    /// <summary>The latest first.</summary>
    public Task<IReadOnlyList<FailedSignIn>> ListAsync(DateTimeOffset since, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            SELECT at, account_id, name, address, reason, count,
                EXISTS (SELECT 1 FROM account WHERE account.id = account_id AND locked_until > @now) AS is_locked
            FROM failed_sign_in WHERE at >= @since ORDER BY at DESC, failed_sign_in.id DESC LIMIT @most;
            """;
        var parameters = new { since = since.ToUnixTimeMilliseconds(), most, now = now.ToUnixTimeMilliseconds() };
        return database.ReadAsync<IReadOnlyList<FailedSignIn>>(
            async connection => [.. (await connection.QueryAsync<Row>(Sql, parameters)).Select(row => row.ToFailure())], cancellationToken);
    }

    private sealed class Row
    {
        public long At { get; init; }

        public long? AccountId { get; init; }

        public string Name { get; init; } = "";

        public string Address { get; init; } = "";

        public SignInRefusal Reason { get; init; }

        public int Count { get; init; }

        public bool IsLocked { get; init; }

        public FailedSignIn ToFailure() =>
            new(DateTimeOffset.FromUnixTimeMilliseconds(At), AccountId, Name, Address, Reason, Count, IsLocked);
    }
}
