using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;

namespace PbxPortal.Api;

/// <summary>One line of the audit as the HTTP API writes it: who changed what in the portal.</summary>
/// <param name="Actor">The account or API key.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Source">The address that it was done from; empty: the server itself or its command line.</param>
public sealed record AuditRow(
    long Id,
    DateTimeOffset At,
    string Actor,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<AuditKind>))] AuditKind Kind,
    string Action,
    string Subject,
    string OldValue,
    string NewValue,
    string Source)
{
    internal static AuditRow Of(AuditLine line) => new(
        line.Id,
        line.At,
        line.Entry.Actor,
        AuditActions.KindOf(line.Entry.Action),
        line.Entry.Action,
        line.Entry.Subject,
        line.Entry.OldValue,
        line.Entry.NewValue,
        line.Entry.Source);
}
