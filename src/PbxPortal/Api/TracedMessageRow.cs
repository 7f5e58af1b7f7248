using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Api;

/// <summary>One SIP message as the API writes it; its secrets are masked.</summary>
/// <remarks>Immutable. The names are a promise to other programs; a property may be added, not renamed.</remarks>
internal sealed record TracedMessageRow
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>It came to us; otherwise we sent it.</summary>
    public required bool IsReceived { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<TransportProtocol>))]
    public required TransportProtocol Transport { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    /// <summary>Bytes on the wire.</summary>
    public required int Length { get; init; }

    public required string FirstLine { get; init; }

    public required string Method { get; init; }

    /// <summary>0: a request.</summary>
    public required int StatusCode { get; init; }

    public required string CallId { get; init; }

    /// <summary>Why it was refused, or why it is no message.</summary>
    public required string Note { get; init; }

    /// <summary>How many like it came within a second and were only counted.</summary>
    public required int Repeats { get; init; }

    public required string Text { get; init; }

    public static TracedMessageRow Of(TracedMessage message) => new()
    {
        Number = message.Number,
        At = message.At,
        IsReceived = message.IsReceived,
        Transport = message.Transport,
        Source = message.Source.ToString(),
        Destination = message.Destination.ToString(),
        Length = message.Length,
        FirstLine = message.FirstLine,
        Method = message.Method,
        StatusCode = message.StatusCode,
        CallId = message.CallId,
        Note = message.Note,
        Repeats = message.Repeats,
        Text = message.Text,
    };
}
