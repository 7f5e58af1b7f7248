using Dapper;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>The calls that are over, in SQLite: written by the recorder, read by the page of calls, swept by age.</summary>
/// <remarks>Immutable; each call has a connection of its own.</remarks>
internal sealed class SqliteCallStore(SqliteDatabase database, TimeProvider timeProvider) : ICallStore
{
    private const int MaxLimit = 1000;
    private const int SweepSlice = 1000;

    /// <summary>Two statements, each prepared once for all calls of the group: a busy server ends hundreds of calls a second.</summary>
    public Task AppendAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken) =>
        database.WriteAsync(
            transaction =>
            {
                var add = new PreparedStatement(
                    transaction,
                    """
                    INSERT INTO call (sip_call_id, from_tag, started_at, answered_at, answered_by, ended_at, result, status, ending,
                        caller_kind, caller_user_id, caller_domain_id, caller_device_id, caller_address, caller_name, caller_source,
                        callee_kind, callee_user_id, callee_domain_id, callee_address, callee_name)
                    VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
                    RETURNING id;
                    """);
                var addBranch = new PreparedStatement(
                    transaction,
                    """
                    INSERT INTO call_branch (call_id, number, device_id, target, device, tried_at, ringing_at, answered_at, ended_at, hung_up_at, result,
                        status, note)
                    VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
                    """);
                foreach (var call in calls)
                {
                    CallRecord.Of(call).Set(add);
                    var id = (long)add.RunScalar()!;
                    foreach (var branch in call.Branches)
                    {
                        CallBranchRecord.Of(id, branch).Set(addBranch);
                        addBranch.Run();
                    }
                }

                return Task.FromResult(calls.Count);
            },
            cancellationToken);

    /// <summary>The one that ended last first; of these domains, and of none when <paramref name="withoutDomain"/>.</summary>
    public Task<IReadOnlyList<Call>> ReadAsync(
        IReadOnlyList<long> domainIds, bool withoutDomain, CallFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Call>>(
            async connection =>
            {
                // SQLite's own LIKE ignores case for ASCII only.
                connection.CreateFunction(
                    "contains_text", (string all, string part) => all.Contains(part, StringComparison.OrdinalIgnoreCase), isDeterministic: true);
                var text = filter.Text.Trim();
                var rows = (await connection.QueryAsync<CallRecord>(
                    Select(filter, withoutDomain),
                    new
                    {
                        domainIds,
                        results = filter.Results.IsDefaultOrEmpty ? [] : filter.Results.Select(result => (long)result).ToArray(),
                        filter.UserId,
                        filter.DomainId,
                        since = filter.Since?.ToUnixTimeMilliseconds(),
                        until = filter.Until?.ToUnixTimeMilliseconds(),
                        filter.BeforeId,
                        text,
                        number = PhoneNumber.Normalize(text) ?? text, // However it is written: +49 (89) 1234 finds +49891234.
                        limit = Math.Clamp(filter.Limit, 1, MaxLimit),
                    })).ToList();
                var branches = (await connection.QueryAsync<CallBranchRecord>(
                    "SELECT * FROM call_branch WHERE call_id IN @ids ORDER BY call_id, number;", new { ids = rows.Select(row => row.Id) }))
                    .ToLookup(branch => branch.CallId);
                return [.. rows.Select(row => row.ToCall([.. branches[row.Id].Select(branch => branch.ToBranch())]))];
            },
            cancellationToken);

    /// <summary>Deletes what is older than <paramref name="days"/>, a little at a time, so that no REGISTER waits for it.</summary>
    public async Task<int> SweepAsync(int days, CancellationToken cancellationToken)
    {
        const string Delete = "DELETE FROM call WHERE id IN (SELECT id FROM call WHERE started_at < @limit ORDER BY started_at LIMIT @SweepSlice);";
        var limit = timeProvider.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
        var total = 0;
        var deleted = SweepSlice;
        while (deleted == SweepSlice)
        {
            deleted = await database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync(Delete, new { limit, SweepSlice }, transaction), cancellationToken);
            total += deleted;
        }

        return total;
    }

    private static string Select(CallFilter filter, bool withoutDomain)
    {
        List<string> conditions =
        [
            withoutDomain
                ? "(caller_domain_id IN @domainIds OR callee_domain_id IN @domainIds OR (caller_domain_id IS NULL AND callee_domain_id IS NULL))"
                : "(caller_domain_id IN @domainIds OR callee_domain_id IN @domainIds)",
        ];
        Require(!filter.Results.IsDefaultOrEmpty, "result IN @results");
        Require(filter.UserId is not null, "(caller_user_id = @UserId OR callee_user_id = @UserId)");
        Require(filter.DomainId is not null, "(caller_domain_id = @DomainId OR callee_domain_id = @DomainId)");
        Require(filter.Since is not null, "started_at >= @since");
        Require(filter.Until is not null, "started_at < @until");
        Require(filter.BeforeId is not null, "id < @BeforeId");
        Require(
            !string.IsNullOrWhiteSpace(filter.Text),
            """
            (contains_text(caller_address, @text) OR contains_text(caller_name, @text) OR contains_text(callee_address, @text)
                OR contains_text(callee_name, @text) OR contains_text(sip_call_id, @text)
                OR contains_text(caller_address, @number) OR contains_text(callee_address, @number))
            """);
        return $"SELECT * FROM call WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC LIMIT @limit;";

        void Require(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }
    }
}
