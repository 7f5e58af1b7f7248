using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Admission;

/// <summary>Knows the messages that no phone sends: by the User-Agent of the tools, and by what they write when they hide that.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ScannerSigns(IEnumerable<string> moreAgents)
{
    private static readonly string[] KnownAgents =
    [
        "friendly-scanner", "friendly-request", "sipvicious", "sip-scan", "sipcli", "sundayddr", "VaxSIPUserAgent", "pplsip", "iWar", "sipptk",
    ];

    /// <summary>By the first letter in lower case: of nearly every message this is all that is looked at.</summary>
    private readonly byte[][][] _byLetter = Sort(KnownAgents.Concat(moreAgents));

    public bool AreIn(SipRequest request)
    {
        var agent = request.Find(HeaderName.UserAgent);
        return (!agent.IsEmpty && Begins(agent)) || IsOfSipVicious(request.Find(HeaderName.From));
    }

    private bool Begins(ReadOnlySpan<byte> agent)
    {
        foreach (var known in _byLetter[agent[0] & 0x1F])
        {
            if (agent.Length >= known.Length && Ascii.EqualsIgnoreCase(agent[..known.Length], known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>"sipvicious"&lt;sip:100@1.1.1.1&gt;</c>, which its users forget to change when they change the User-Agent.</summary>
    private static bool IsOfSipVicious(ReadOnlySpan<byte> from) =>
        from.StartsWith("\"sipvicious\""u8) || from.StartsWith("sipvicious<"u8);

    private static byte[][][] Sort(IEnumerable<string> agents)
    {
        var byLetter = agents.Select(agent => Encoding.UTF8.GetBytes(agent.Trim())).ToLookup(agent => agent[0] & 0x1F);
        return [.. Enumerable.Range(0, 32).Select(letter => byLetter[letter].ToArray())];
    }
}
