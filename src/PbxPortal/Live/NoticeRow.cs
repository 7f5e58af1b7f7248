using System.Text.Json.Serialization;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Live;

/// <summary>What came of telling a device, as the HTTP API writes it.</summary>
/// <param name="Event">The value of Event in the NOTIFY.</param>
/// <param name="StatusCode">Of the device's answer; <c>null</c>: there was none.</param>
/// <param name="Rtt">Milliseconds until the answer.</param>
/// <remarks>Immutable. The names are a promise to other programs.</remarks>
public sealed record NoticeRow(
    [property: JsonConverter(typeof(CamelCaseEnumConverter<NoticeResult>))] NoticeResult Result,
    bool IsAccepted,
    string Event,
    int? StatusCode,
    string ReasonPhrase,
    double? Rtt)
{
    public static NoticeRow Of(NoticeOutcome outcome) => new(
        outcome.Result,
        outcome.IsAccepted,
        outcome.Event,
        outcome.StatusCode == 0 ? null : outcome.StatusCode,
        outcome.ReasonPhrase,
        outcome.RoundTrip is { } roundTrip ? Math.Round(roundTrip.TotalMilliseconds, 1) : null);
}
