using Dapper;
using PbxPortal.Server.Statistics;

namespace PbxPortal.Storage;

/// <summary>The samples of a day in SQLite.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class SqliteSampleStore(SqliteDatabase database) : IRegistrationSampleStore
{
    public Task<IReadOnlyList<RegistrationSample>> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RegistrationSample>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<SampleRow>(
                    "SELECT * FROM registration_sample WHERE at >= @since ORDER BY at, domain_id;", new { since = since.ToUnixTimeMilliseconds() });
                return [.. rows.Select(row => row.ToSample())];
            },
            cancellationToken);

    public Task SaveAsync(IReadOnlyList<RegistrationSample> samples, DateTimeOffset forgetBefore, CancellationToken cancellationToken)
    {
        const string Add =
            """
            INSERT OR REPLACE INTO registration_sample (at, domain_id, users, reachable_users, registered, registers)
            VALUES (@At, @DomainId, @Users, @ReachableUsers, @Registered, @Registers);
            """;
        return database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                await connection.ExecuteAsync(
                    "DELETE FROM registration_sample WHERE at < @limit;", new { limit = forgetBefore.ToUnixTimeMilliseconds() }, transaction);
                return await connection.ExecuteAsync(Add, samples.Select(SampleRow.Of), transaction);
            },
            cancellationToken);
    }

    private sealed class SampleRow
    {
        public long At { get; init; }

        public long DomainId { get; init; }

        public int Users { get; init; }

        public int ReachableUsers { get; init; }

        public int Registered { get; init; }

        public long Registers { get; init; }

        public static SampleRow Of(RegistrationSample sample) => new()
        {
            At = sample.At.ToUnixTimeMilliseconds(),
            DomainId = sample.DomainId,
            Users = sample.Users,
            ReachableUsers = sample.ReachableUsers,
            Registered = sample.Registered,
            Registers = sample.Registers,
        };

        public RegistrationSample ToSample() =>
            new(DateTimeOffset.FromUnixTimeMilliseconds(At), DomainId, Users, ReachableUsers, Registered, Registers);
    }
}
