namespace PbxPortal.Administration;

/// <summary>One line of the audit: who did what to whom.</summary>
/// <param name="DomainId"><c>null</c>: it concerns the whole portal.</param>
internal sealed record AuditEntry(
    string Actor, string Action, string Subject, long? DomainId = null, string OldValue = "", string NewValue = "");
