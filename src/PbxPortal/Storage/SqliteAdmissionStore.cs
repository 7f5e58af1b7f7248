using Dapper;
using PbxPortal.Server.Admission;

namespace PbxPortal.Storage;

/// <summary>Bans and allowed networks in SQLite.</summary>
/// <remarks>Immutable; every call is one transaction of its own.</remarks>
internal sealed class SqliteAdmissionStore(SqliteDatabase database) : IAdmissionStore
{
    public Task<AdmissionSnapshot> LoadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var bans = await connection.QueryAsync<BanRow>("SELECT * FROM ban ORDER BY since;");
            var allowed = await connection.QueryAsync<AllowedRow>("SELECT * FROM allowed_network ORDER BY since;");
            return new AdmissionSnapshot([.. bans.Select(row => row.ToBan())], [.. allowed.Select(row => row.ToAllowed())]);
        },
        cancellationToken);

    public Task SaveAsync(IReadOnlyList<Ban> saved, IReadOnlyList<BanKey> removed, CancellationToken cancellationToken)
    {
        const string Save =
            """
            INSERT OR REPLACE INTO ban (network, user, since, until, made_by, reason, tries, round, spares_registered)
            VALUES (@Network, @User, @Since, @Until, @MadeBy, @Reason, @Tries, @Round, @SparesRegistered);
            """;
        const string Remove = "DELETE FROM ban WHERE network = @network AND user = @User;";
        return database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                await connection.ExecuteAsync(
                    Remove, removed.Select(key => new { network = key.Network.ToString(), key.User }), transaction);
                return await connection.ExecuteAsync(Save, saved.Select(BanRow.Of), transaction);
            },
            cancellationToken);
    }

    public Task SaveAsync(ExemptNetwork allowed, CancellationToken cancellationToken)
    {
        const string Sql =
            "INSERT OR REPLACE INTO allowed_network (network, remark, since, made_by) VALUES (@Network, @Remark, @Since, @MadeBy);";
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(Sql, AllowedRow.Of(allowed), transaction), cancellationToken);
    }

    public Task RemoveAsync(SourceNetwork allowed, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "DELETE FROM allowed_network WHERE network = @network;", new { network = allowed.ToString() }, transaction),
        cancellationToken);

    private static SourceNetwork Read(string text) =>
        SourceNetwork.TryParse(text, out var network, out var mistake) ? network : throw new FormatException(mistake);

    private sealed class BanRow
    {
        public string Network { get; init; } = "";

        public string User { get; init; } = "";

        public long Since { get; init; }

        public long? Until { get; init; }

        public string MadeBy { get; init; } = "";

        public string Reason { get; init; } = "";

        public int Tries { get; init; }

        public int Round { get; init; }

        public bool SparesRegistered { get; init; }

        public static BanRow Of(Ban ban) => new()
        {
            Network = ban.Network.ToString(),
            User = ban.User,
            Since = ban.Since.ToUnixTimeMilliseconds(),
            Until = ban.Until?.ToUnixTimeMilliseconds(),
            MadeBy = ban.By,
            Reason = ban.Reason,
            Tries = ban.Tries,
            Round = ban.Round,
            SparesRegistered = ban.SparesRegistered,
        };

        public Ban ToBan() => new()
        {
            Network = Read(Network),
            User = User,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(Since),
            Until = Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            By = MadeBy,
            Reason = Reason,
            Tries = Tries,
            Round = Round,
            SparesRegistered = SparesRegistered,
        };
    }

    private sealed class AllowedRow
    {
        public string Network { get; init; } = "";

        public string Remark { get; init; } = "";

        public long Since { get; init; }

        public string MadeBy { get; init; } = "";

        public static AllowedRow Of(ExemptNetwork allowed) => new()
        {
            Network = allowed.Network.ToString(),
            Remark = allowed.Remark,
            Since = allowed.Since?.ToUnixTimeMilliseconds() ?? 0,
            MadeBy = allowed.By,
        };

        public ExemptNetwork ToAllowed() => new(Read(Network), Remark, DateTimeOffset.FromUnixTimeMilliseconds(Since), MadeBy);
    }
}
