using PbxPortal.Accounts;

namespace PbxPortal.Administration;

/// <summary>One line of the audit: who did what to whom.</summary>
/// <param name="DomainId"><c>null</c>: it concerns the whole portal.</param>
/// <param name="Source">The address that it was done from; empty: by the server itself or its command line.</param>
public sealed record AuditEntry(
    string Actor, string Action, string Subject, long? DomainId = null, string OldValue = "", string NewValue = "", string Source = "")
{
    public AuditEntry(Actor by, string action, string subject, long? domainId = null, string oldValue = "", string newValue = "")
        : this(by.Name, action, subject, domainId, oldValue, newValue, by.Address)
    {
    }
}
