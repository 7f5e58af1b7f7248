using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>A trace with its messages.</summary>
/// <param name="Trace">As it stands.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="Hidden">How many belong to domains that the caller may not see.</param>
internal sealed record TraceReadingRow(TraceRow Trace, IReadOnlyList<TracedMessageRow> Messages, int Hidden)
{
    public static TraceReadingRow Of(TraceReading reading) =>
        new(TraceRow.Of(reading.Trace), [.. reading.Messages.Select(TracedMessageRow.Of)], reading.Hidden);
}
