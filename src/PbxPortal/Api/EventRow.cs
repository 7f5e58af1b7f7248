using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>One thing that happened, as the HTTP API writes it.</summary>
/// <param name="User">The address-of-record, as the request had it.</param>
/// <param name="Device">The product, or the User-Agent.</param>
/// <param name="Source">Address and port.</param>
/// <param name="Reason">Why it was refused, where it moved from, until when it is kept out.</param>
/// <param name="Actor">The portal account; empty when the phone or the clock did it.</param>
/// <param name="Count">How many times within the minute, for refusals; otherwise 1.</param>
public sealed record EventRow(
    long Id,
    DateTimeOffset At,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<ActivityKind>))] ActivityKind Kind,
    long? UserId,
    long? DeviceId,
    string User,
    string Device,
    string Source,
    string Reason,
    string Actor,
    int Count)
{
    public static EventRow Of(ActivityLine line) => new(
        line.Id,
        line.Entry.At,
        line.Entry.Kind,
        line.Entry.UserId,
        line.Entry.DeviceId,
        line.Entry.User,
        line.Entry.Device,
        line.Entry.Source,
        line.Entry.Reason,
        line.Entry.Actor,
        line.Entry.Count);
}
