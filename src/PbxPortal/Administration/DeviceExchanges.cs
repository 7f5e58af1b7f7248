using System.Collections.Immutable;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Administration;

/// <summary>Picks the messages of one device out of those of its user.</summary>
internal static class DeviceExchanges
{
    private const int Most = 60;

    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// All messages of a Call-ID go together, for a phone keeps it from one REGISTER to the next. It is the device's own where it is
    /// the one of its binding, or where one of its messages came from the device's address or names its User-Agent.
    /// </summary>
    public static ImmutableArray<TracedMessage> Of(
        DeviceState device, DeviceDetails? details, IEnumerable<TracedMessage> failures, IEnumerable<TracedMessage> watched)
    {
        var seen = watched.DistinctBy(message => message.Number).ToList();
        var all = seen.Concat(failures.Where(failure => !seen.Exists(message => IsSame(message, failure)))).ToList();
        var own = all.Where(message => IsOf(message, device, details)).Select(message => message.CallId).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(message => own.Contains(message.CallId)).OrderBy(message => message.At).ThenBy(message => message.Number).TakeLast(Most)];
    }

    private static bool IsOf(TracedMessage message, DeviceState device, DeviceDetails? details) =>
        (details?.CallId is { Length: > 0 } callId && string.Equals(message.CallId, callId, StringComparison.Ordinal))
        || (device.UserAgent.Length > 0 && string.Equals(message.UserAgent, device.UserAgent, StringComparison.Ordinal))
        || (device.Source.Length > 0 && string.Equals(message.Peer.ToString(), device.Source, StringComparison.Ordinal));

    /// <summary>A refused registration of somebody who was watched was kept twice.</summary>
    private static bool IsSame(TracedMessage one, TracedMessage other) =>
        one.IsReceived == other.IsReceived
        && one.CSeq == other.CSeq
        && one.StatusCode == other.StatusCode
        && string.Equals(one.CallId, other.CallId, StringComparison.Ordinal)
        && (one.At - other.At).Duration() < SameTime;
}
