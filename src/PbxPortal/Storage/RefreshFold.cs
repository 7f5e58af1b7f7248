using Dapper;
using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>
/// Carries the appended refreshes over into their bindings, in key order, so that each page of <c>binding</c> is touched once
/// for many refreshes; counts them per domain and hour on the way.
/// </summary>
/// <remarks>
/// Immutable. The work is cut into short transactions, between which group commits get their turn. <c>refresh_mark</c> makes
/// it safe to be interrupted anywhere: a refresh that was carried over once is not counted again.
/// </remarks>
internal sealed class RefreshFold(SqliteDatabase database)
{
    private const int SliceSize = 1000;
    private const long MillisecondsPerHour = 3_600_000;

    /// <summary>How many refreshes wait. Their ids have no gaps, so that no row has to be counted.</summary>
    public Task<long> CountWaitingAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT coalesce(max(id) - min(id) + 1, 0) FROM binding_refresh;"),
        cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        const string Waiting = "SELECT * FROM binding_refresh ORDER BY binding_id, id;";
        var refreshes = await database.ReadAsync(
            async connection => (await connection.QueryAsync<RefreshRow>(Waiting)).AsList(), cancellationToken);
        if (refreshes.Count == 0)
        {
            return;
        }

        foreach (var slice in refreshes.Chunk(SliceSize))
        {
            await database.WriteAsync(transaction => CarryOverAsync(transaction, slice), cancellationToken);
        }

        await database.WriteAsync(
            transaction => DeleteAsync(transaction, refreshes.Max(refresh => refresh.Id)), cancellationToken);
    }

    private static async Task<int> CarryOverAsync(SqliteTransaction transaction, RefreshRow[] slice)
    {
        const string Count =
            """
            INSERT INTO refresh_hour (domain_id, hour, count) VALUES (@Domain, @Hour, @Count)
            ON CONFLICT (domain_id, hour) DO UPDATE SET count = count + excluded.count;
            """;
        var counts = new Dictionary<(long Domain, long Hour), int>();
        var carryOver = new PreparedStatement(transaction, CarryOver);
        foreach (var refresh in slice)
        {
            carryOver.Set(0, refresh.Id);
            carryOver.Set(1, refresh.BindingId);
            carryOver.Set(2, refresh.Cseq);
            carryOver.Set(3, refresh.GrantedSeconds);
            carryOver.Set(4, refresh.RefreshedAt);
            carryOver.Set(5, refresh.ExpiresAt);
            if (carryOver.RunScalar() is long domain)
            {
                var key = (domain, refresh.RefreshedAt / MillisecondsPerHour);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        var rows = counts.Select(count => new { count.Key.Domain, count.Key.Hour, Count = count.Value });
        return await transaction.Connection!.ExecuteAsync(Count, rows, transaction);
    }

    private static async Task<int> DeleteAsync(SqliteTransaction transaction, long last)
    {
        const string Delete =
            """
            DELETE FROM binding_refresh WHERE id <= @last;
            UPDATE id_mark SET value = @last WHERE name = 'binding_refresh';
            """;
        return await transaction.Connection!.ExecuteAsync(Delete, new { last }, transaction);
    }

    // A batch lists bindings before refreshes; a refresh that is older than the binding by number and time is such a case.
    private const string CarryOver =
        """
        UPDATE binding SET
            cseq = $2, granted_seconds = $3, refresh_interval = max(0, ($4 - refreshed_at) / 1000), refreshed_at = $4,
            expires_at = $5, refresh_count = refresh_count + 1, refresh_mark = $0
        WHERE id = $1 AND refresh_mark < $0 AND NOT (cseq > $2 AND refreshed_at >= $4)
        RETURNING (SELECT user.domain_id FROM device JOIN user ON user.id = device.user_id WHERE device.id = binding.device_id);
        """;

    private sealed class RefreshRow
    {
        public long Id { get; init; }

        public long BindingId { get; init; }

        public long Cseq { get; init; }

        public long GrantedSeconds { get; init; }

        public long RefreshedAt { get; init; }

        public long ExpiresAt { get; init; }
    }
}
