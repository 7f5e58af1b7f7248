namespace PbxPortal.Administration;

/// <summary>Writes down who changed what in the portal.</summary>
internal interface IAudit
{
    Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken);
}
