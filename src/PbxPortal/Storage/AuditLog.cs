using PbxPortal.Administration;

namespace PbxPortal.Storage;

/// <summary>The audit in SQLite. Values are what people entered, never a password or a secret.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditLog(SqliteDatabase database, TimeProvider timeProvider) : IAudit
{
    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            new DirectoryEdit(transaction, timeProvider.GetUtcNow()).Audit(entry);
            return Task.FromResult(true);
        },
        cancellationToken);
}
