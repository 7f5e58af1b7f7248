using Dapper;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>The calls that are over, in SQLite: written by the recorder, read by the page of calls, swept by age.</summary>
/// <remarks>The writer is guarded by the write gate of <see cref="SqliteDatabase"/>; whoever reads has a connection of his own.</remarks>
internal sealed class SqliteCallStore(SqliteDatabase database, TimeProvider timeProvider) : ICallStore, IDisposable
{
    private const int MaxLimit = 1000;
    private const int SweepSlice = 1000;

    private CallWriter? _writer;

    public Task AppendAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken) =>
        database.WriteInTurnAsync(static work => work.Store.Write(work.Calls), (Store: this, Calls: calls), cancellationToken);

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

    public void Dispose() => _writer?.Dispose();

    private void Write(IReadOnlyList<Call> calls)
    {
        try
        {
            _writer ??= OpenWriter();
            _writer.Write(calls);
        }
        catch
        {
            // Closing rolls back, and a new connection finds the disk as it is by then: no restart is needed.
            _writer?.Dispose();
            _writer = null;
            throw;
        }
    }

    private CallWriter OpenWriter()
    {
        var connection = database.OpenRaw();
        try
        {
            return new CallWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
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
