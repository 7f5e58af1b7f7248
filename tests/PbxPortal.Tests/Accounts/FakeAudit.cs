using System.Collections.Concurrent;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Accounts;

/// <summary>Keeps what was written.</summary>
internal sealed class FakeAudit : IAudit
{
    public ConcurrentQueue<AuditEntry> Entries { get; } = new();

    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        Entries.Enqueue(entry);
        return Task.CompletedTask;
    }
}
