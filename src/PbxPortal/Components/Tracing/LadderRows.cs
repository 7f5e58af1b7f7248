using System.Collections.Immutable;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Components.Tracing;

/// <summary>Lays messages out as a ladder: a lane for each other end, the server at the right. Pure.</summary>
public static class LadderRows
{
    /// <summary>More lanes would leave no room for the words; what comes from further addresses shares the last.</summary>
    public const int MostLanes = 3;

    /// <summary>An answer follows within seconds; what comes later is another conversation.</summary>
    private static readonly TimeSpan LongGap = TimeSpan.FromSeconds(3);

    /// <summary>The other ends, in the order in which they appear.</summary>
    public static ImmutableArray<PeerAddress> LanesOf(IEnumerable<TracedMessage> messages) =>
        [.. messages.Select(message => message.Peer).Distinct()];

    public static ImmutableArray<LadderRow> Of(IReadOnlyList<TracedMessage> messages)
    {
        var lanes = LanesOf(messages);
        var rows = ImmutableArray.CreateBuilder<LadderRow>(messages.Count);
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            var gap = index == 0 ? TimeSpan.Zero : message.At - messages[index - 1].At;
            var note = message.Note.Length > 0 ? message.Note : OrdinaryNote(messages, index);
            rows.Add(new LadderRow(
                message, Math.Min(lanes.IndexOf(message.Peer), MostLanes - 1), gap >= LongGap ? gap : null, note, message.Note.Length > 0));
        }

        return rows.MoveToImmutable();
    }

    /// <summary>A challenge looks like a refusal to whoever does not know that every registration begins with one.</summary>
    private static string OrdinaryNote(IReadOnlyList<TracedMessage> messages, int index)
    {
        var message = messages[index];
        if (message.StatusCode != StatusCode.Unauthorized)
        {
            return "";
        }

        if (message.HasCredentials)
        {
            return "the nonce was too old: the phone answers anew";
        }

        for (var earlier = index - 1; earlier >= 0; earlier--)
        {
            var request = messages[earlier];
            if (request.StatusCode == 0 && request.CSeq == message.CSeq && string.Equals(request.CallId, message.CallId, StringComparison.Ordinal))
            {
                return request.HasCredentials ? "" : "asks for the password, as always";
            }
        }

        return "";
    }
}
