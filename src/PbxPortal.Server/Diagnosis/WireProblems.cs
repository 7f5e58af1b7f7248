using System.Globalization;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Problems of which nobody knows the user: connections that came to nothing, and what the server as a whole put off.</summary>
/// <remarks>Confined to its owner's lock.</remarks>
internal sealed class WireProblems(ProblemSources sources)
{
    /// <summary>A datagram with a wrong checksum counts as lost too, and phones repeat the few that a busy moment costs.</summary>
    private const int LeastLost = 100;

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

    private static Problem? Of(SilenceCount count) => count switch
    {
        { Kind: SilenceKind.Overload, LastHour: > 0 } => Of(
            count,
            ProblemCause.Overload,
            ProblemRank.Many,
            "requests were put off within the last hour, for more came than could be answered in time.",
            "Phones come again by themselves. If it goes on, look at the disk and the processor of this server.",
            ProblemFix.None),
        { Kind: SilenceKind.TooMany, LastHour: > 0 } => Of(
            count,
            ProblemCause.TooManyRequests,
            ProblemRank.Stranger,
            "requests were put off within the last hour, for an address or a device sent too many.",
            "Put an SBC, or an office with very many phones, on the allowed networks.",
            ProblemFix.OpenSecurity),
        { Kind: SilenceKind.Lost, LastHour: >= LeastLost } => Of(
            count,
            ProblemCause.Overload,
            ProblemRank.Many,
            "datagrams were lost within the last hour before they could be read, for more came at once than the UDP socket holds.",
            "Phones send again by themselves. If it goes on, give the socket more room (net.core.rmem_max, see \"Install it for good\" in the README), and look at the processor of this server.",
            ProblemFix.None),
        _ => null,
    };

    private static Problem Of(SilenceCount count, ProblemCause cause, ProblemRank rank, string whatWas, string advice, ProblemFix fix) => new()
    {
        Key = $"server|{count.Kind}",
        Cause = cause,
        Rank = rank,
        Summary = string.Create(CultureInfo.InvariantCulture, $"{count.LastHour:N0} {whatWas}"),
        Advice = advice,
        Fix = fix,
        Tries = count.LastHour,
    };
}
