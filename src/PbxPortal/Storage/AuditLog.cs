using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Administration;

namespace PbxPortal.Storage;

/// <summary>The audit in SQLite. Values are what people entered, never a password or a secret.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditLog(SqliteDatabase database, TimeProvider timeProvider) : IAudit
{
    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => AppendAsync(transaction, entry, timeProvider.GetUtcNow()), cancellationToken);

    /// <summary>For a change that shall not be committed without its line.</summary>
    public static Task<int> AppendAsync(SqliteTransaction transaction, AuditEntry entry, DateTimeOffset at) =>
        transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO audit (at, actor, action, domain_id, subject, old_value, new_value)
            VALUES (@at, @Actor, @Action, @DomainId, @Subject, @OldValue, @NewValue);
            """,
            new
            {
                at = at.ToUnixTimeMilliseconds(),
                entry.Actor,
                entry.Action,
                entry.DomainId,
                entry.Subject,
                entry.OldValue,
                entry.NewValue,
            },
            transaction);
}
