namespace PbxPortal.Api;

/// <summary>One line of the audit as the HTTP API writes it: who changed what in the portal.</summary>
/// <param name="Actor">The account or API key.</param>
/// <param name="Subject">What it was done to.</param>
public sealed record AuditRow(long Id, DateTimeOffset At, string Actor, string Action, string Subject, string OldValue, string NewValue)
{
    internal static AuditRow Of(Administration.AuditLine line) => new(
        line.Id, line.At, line.Entry.Actor, line.Entry.Action, line.Entry.Subject, line.Entry.OldValue, line.Entry.NewValue);
}
