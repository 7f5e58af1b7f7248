using System.Globalization;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Problems of which nobody knows the user: connections that came to nothing, and what the server as a whole put off.</summary>
/// <remarks>Confined to its owner's lock.</remarks>
internal sealed class WireProblems(ProblemSources sources)
{
    /// <param name="explained">Addresses whose failed attempts are told already: why nobody proved a password on their connections is known.</param>
    public IEnumerable<Problem> All(HashSet<string> explained)
    {
        var since = sources.Clock.UtcNow - EvidencePool.Memory;
        return sources.Troubles
            .Where(entry => entry.LastAt > since && IsOfAPhone(entry.Trouble))
            .Where(entry => entry.Trouble != ConnectionTrouble.NotAuthenticated || !explained.Contains(entry.Address))
            .GroupBy(entry => (entry.Address, entry.Protocol))
            .Select(group => Of(group.First()))
            .Concat(sources.Admission.Silenced.Select(Of).OfType<Problem>());
    }

    /// <summary>What tells of a phone that wants in; a stranger who says nothing on a connection is on the page of the transports.</summary>
    private static bool IsOfAPhone(ConnectionTrouble trouble) => trouble is ConnectionTrouble.HandshakeFailed
        or ConnectionTrouble.HandshakeTooSlow or ConnectionTrouble.WrongSubProtocol or ConnectionTrouble.OriginNotAllowed
        or ConnectionTrouble.TooManyFromAddress or ConnectionTrouble.NotAuthenticated or ConnectionTrouble.TooManyUnproved;

    private static Problem Of(ConnectionLogEntry entry)
    {
        var finding = AbsenceRules.OfTrouble(entry);
        return new Problem
        {
            Key = $"connection|{entry.Address}|{entry.Protocol}",
            Cause = finding.Cause,
            Rank = ProblemRank.Stranger,
            Summary = finding.Summary,
            Advice = finding.Advice,
            Fix = finding.Fix,
            Source = entry.Address,
            Transport = entry.Protocol,
            Since = entry.FirstAt,
            LastAt = entry.LastAt,
            Tries = entry.Count,
        };
    }

    private static Problem? Of(SilenceCount count)
    {
        if (count.LastHour == 0 || count.Kind is not (SilenceKind.Overload or SilenceKind.TooMany))
        {
            return null;
        }

        var number = count.LastHour.ToString("N0", CultureInfo.InvariantCulture);
        var isOverload = count.Kind == SilenceKind.Overload;
        return new Problem
        {
            Key = $"server|{count.Kind}",
            Cause = isOverload ? ProblemCause.Overload : ProblemCause.TooManyRequests,
            Rank = isOverload ? ProblemRank.Many : ProblemRank.Stranger,
            Summary = isOverload
                ? $"{number} requests were put off within the last hour, for more came than could be answered in time."
                : $"{number} requests were put off within the last hour, for an address or a device sent too many.",
            Advice = isOverload
                ? "Phones come again by themselves. If it goes on, look at the disk and the processor of this server."
                : "Put an SBC, or an office with very many phones, on the allowed networks.",
            Fix = isOverload ? ProblemFix.None : ProblemFix.OpenSecurity,
            Tries = count.LastHour,
        };
    }
}
