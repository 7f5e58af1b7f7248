using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;

namespace PbxPortal.Storage;

/// <summary>The activity in SQLite: written by the registrar, read by the activity page, swept by age.</summary>
/// <remarks>Immutable; each call has a connection of its own.</remarks>
internal sealed class SqliteActivityStore(SqliteDatabase database, TimeProvider timeProvider) : IActivityStore
{
    private const int MaxLimit = 1000;
    private const int SweepSlice = 5000;
    private const int HoursPerDay = 24;
    private const int RecentLines = 10_000;
    private const long MillisecondsPerHour = 3_600_000;

    public Task AppendAsync(IReadOnlyList<ActivityEntry> entries, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(ActivitySql.AddNamed, entries.Select(ActivityRow.Of), transaction),
        cancellationToken);

    /// <summary>Newest first, of these domains, and of none when <paramref name="withoutDomain"/>.</summary>
    public Task<IReadOnlyList<ActivityLine>> ReadAsync(
        IReadOnlyList<long> domainIds, bool withoutDomain, ActivityFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ActivityLine>>(
            async connection =>
            {
                var deviceUserId = filter.DeviceId is { } deviceId ? await FindUserOfAsync(connection, deviceId) : null;
                if (filter.DeviceId is not null && deviceUserId is null)
                {
                    return [];
                }

                // SQLite's own LIKE ignores case for ASCII only.
                connection.CreateFunction(
                    "contains_text", (string all, string part) => all.Contains(part, StringComparison.OrdinalIgnoreCase), isDeterministic: true);
                var rows = await connection.QueryAsync<ActivityRow>(
                    Select(filter, withoutDomain, deviceUserId),
                    new
                    {
                        domainIds,
                        kinds = filter.Kinds.IsDefaultOrEmpty ? [] : filter.Kinds.Select(kind => (long)kind).ToArray(),
                        filter.UserId,
                        filter.DeviceId,
                        deviceUserId,
                        filter.BeforeId,
                        text = filter.Text.Trim(),
                        limit = Math.Clamp(filter.Limit, 1, MaxLimit),
                    });
                return [.. rows.Select(row => new ActivityLine(row.Id, row.ToEntry()))];
            },
            cancellationToken);

    public Task<long> FindLastIdAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT coalesce(max(id), 0) FROM activity;"), cancellationToken);

    /// <summary>
    /// Goes through the lines after this one that tell of devices that came, expired or lost their connection, in the order of time.
    /// </summary>
    /// <param name="isAwaited">Whether anybody minds that this device came; asked line by line, when all before it are taken.</param>
    /// <param name="take">
    /// Gets the lines with their ids, without the device's name, the reason and who did it. What it got stays taken when the disk fails
    /// later on.
    /// </param>
    /// <returns>The id of the last of them, or as far as was looked; and whether there may be more.</returns>
    public Task<(long LastId, bool HasMore)> ReadComingAndGoingAsync(
        long afterId, int limit, Func<long, bool> isAwaited, Action<long, ActivityEntry> take, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                const string ComingAndGoing =
                    """
                    SELECT id, kind, device_id, at, domain_id, user_id, user, source FROM activity
                    WHERE id > @afterId AND kind IN @kinds AND device_id IS NOT NULL ORDER BY id LIMIT @limit;
                    """;
                long[] kinds = [(long)ActivityKind.Registered, (long)ActivityKind.Expired, (long)ActivityKind.ConnectionLost];
                await using var reader = await connection.ExecuteReaderAsync(ComingAndGoing, new { afterId, kinds, limit });
                var (lastId, count) = (afterId, 0);
                while (await reader.ReadAsync(cancellationToken))
                {
                    (lastId, count) = (reader.GetInt64(0), count + 1);
                    var kind = (ActivityKind)reader.GetInt64(1);
                    var deviceId = reader.GetInt64(2);
                    if (kind == ActivityKind.Registered && !isAwaited(deviceId))
                    {
                        continue; // After a storm nearly all are, and to make objects of them would cost the most of it.
                    }

                    take(lastId, new ActivityEntry
                    {
                        Kind = kind,
                        DeviceId = deviceId,
                        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
                        DomainId = reader.IsDBNull(4) ? null : reader.GetInt64(4),
                        UserId = reader.IsDBNull(5) ? null : reader.GetInt64(5),
                        User = reader.GetString(6),
                        Source = reader.GetString(7),
                    });
                }

                return (lastId, count == limit);
            },
            cancellationToken);

    /// <summary>
    /// How many refreshes of these domains' devices were answered in the 24 hours that end with this one; those of the last second
    /// or so are still in the journal.
    /// </summary>
    public Task<long> CountRefreshesAsync(IReadOnlyList<long> domainIds, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(
            "SELECT coalesce(sum(count), 0) FROM refresh_hour WHERE domain_id IN @domainIds AND hour > @hour;",
            new { domainIds, hour = HourOf(timeProvider.GetUtcNow()) - HoursPerDay }),
        cancellationToken);

    /// <summary>Deletes what is older than <paramref name="days"/>, a little at a time, so that no REGISTER waits for it.</summary>
    public async Task<int> SweepAsync(int days, CancellationToken cancellationToken)
    {
        // Ids rise with time, so the first young line ends the search and the deletion needs no look at the times.
        const string FirstToKeep =
            """
            SELECT coalesce(
                (SELECT id FROM activity WHERE at >= @limit ORDER BY id LIMIT 1),
                (SELECT max(id) + 1 FROM activity),
                0);
            """;
        const string Delete =
            "DELETE FROM activity WHERE id IN (SELECT id FROM activity WHERE id < @firstToKeep ORDER BY id LIMIT @SweepSlice);";
        const string DeleteHours = "DELETE FROM refresh_hour WHERE hour < @hour;";
        var oldest = timeProvider.GetUtcNow().AddDays(-days);
        await database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(DeleteHours, new { hour = HourOf(oldest) }, transaction), cancellationToken);
        var firstToKeep = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(FirstToKeep, new { limit = oldest.ToUnixTimeMilliseconds() }), cancellationToken);
        var total = 0;
        var deleted = SweepSlice;
        while (deleted == SweepSlice)
        {
            deleted = await database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync(Delete, new { firstToKeep, SweepSlice }, transaction), cancellationToken);
            total += deleted;
        }

        return total;
    }

    /// <summary>
    /// The lines of a device are found among those of its user: that spares an index, which each line would pay for. A device that
    /// is not in its table yet has registered a moment ago, so that its first line is among the newest; of one that was
    /// forgotten nothing is found, which costs less than a look at all lines.
    /// </summary>
    private static Task<long?> FindUserOfAsync(SqliteConnection connection, long deviceId) => connection.ExecuteScalarAsync<long?>(
        """
        SELECT coalesce(
            (SELECT user_id FROM device WHERE id = @deviceId),
            (SELECT user_id FROM (SELECT user_id, device_id FROM activity ORDER BY id DESC LIMIT @RecentLines)
                WHERE device_id = @deviceId LIMIT 1));
        """,
        new { deviceId, RecentLines });

    private static long HourOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / MillisecondsPerHour;

    private static string Select(ActivityFilter filter, bool withoutDomain, long? deviceUserId)
    {
        List<string> conditions = [withoutDomain ? "(domain_id IN @domainIds OR domain_id IS NULL)" : "domain_id IN @domainIds"];
        Require(!filter.Kinds.IsDefaultOrEmpty, "kind IN @kinds");
        Require(filter.UserId is not null, "user_id = @UserId");
        Require(filter.DeviceId is not null, "device_id = @DeviceId");
        Require(deviceUserId is not null, "user_id = @deviceUserId");
        Require(filter.BeforeId is not null, "id < @BeforeId");
        Require(
            !string.IsNullOrWhiteSpace(filter.Text),
            """
            (contains_text(user, @text) OR contains_text(device, @text) OR contains_text(source, @text)
                OR contains_text(reason, @text) OR contains_text(actor, @text))
            """);
        return $"SELECT * FROM activity WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT @limit;";

        void Require(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }
    }

    private sealed class ActivityRow
    {
        public long Id { get; init; }

        public long At { get; init; }

        public long Kind { get; init; }

        public long? DomainId { get; init; }

        public long? UserId { get; init; }

        public long? DeviceId { get; init; }

        public required string User { get; init; }

        public required string Device { get; init; }

        public required string Source { get; init; }

        public required string Reason { get; init; }

        public required string Actor { get; init; }

        public int Count { get; init; }

        public static ActivityRow Of(ActivityEntry entry) => new()
        {
            At = entry.At.ToUnixTimeMilliseconds(),
            Kind = (long)entry.Kind,
            DomainId = entry.DomainId,
            UserId = entry.UserId,
            DeviceId = entry.DeviceId,
            User = entry.User,
            Device = entry.Device,
            Source = entry.Source,
            Reason = entry.Reason,
            Actor = entry.Actor,
            Count = entry.Count,
        };

        public ActivityEntry ToEntry() => new()
        {
            At = DateTimeOffset.FromUnixTimeMilliseconds(At),
            Kind = (ActivityKind)Kind,
            DomainId = DomainId,
            UserId = UserId,
            DeviceId = DeviceId,
            User = User,
            Device = Device,
            Source = Source,
            Reason = Reason,
            Actor = Actor,
            Count = Count,
        };
    }
}
