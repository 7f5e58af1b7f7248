namespace PbxPortal.Administration;

/// <summary>One stored line of the audit, with the id that pages on.</summary>
public sealed record AuditLine(long Id, DateTimeOffset At, AuditEntry Entry);
