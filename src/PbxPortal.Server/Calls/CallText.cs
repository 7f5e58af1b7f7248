using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Calls;

/// <summary>Keeps the texts of a call short: they come off the wire, and a message may be 60 kB of one of them.</summary>
internal static class CallText
{
    /// <summary>Characters; more than real phones send. Two Call-IDs that differ only beyond are taken for the same one.</summary>
    private const int Longest = 256;

    public static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];

    public static CallParty Cut(CallParty party) => party with
    {
        Address = Cut(party.Address),
        DisplayName = Cut(party.DisplayName),
        Source = Cut(party.Source),
    };
}
