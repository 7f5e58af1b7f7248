using System.Collections.Immutable;
using System.Text;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Administration;

/// <summary>How forms, the API and the database call a digest algorithm: as a challenge does (RFC 8760, 2.1).</summary>
public static class AlgorithmWord
{
    public static ImmutableArray<string> All { get; } = [.. Enum.GetValues<DigestAlgorithm>().Select(Of)];

    public static string Of(DigestAlgorithm algorithm) => Encoding.ASCII.GetString(DigestAlgorithms.ToBytes(algorithm));

    public static bool TryParse(string word, out DigestAlgorithm algorithm)
    {
        algorithm = default;
        return word.Length > 0 && DigestAlgorithms.TryParse(Encoding.UTF8.GetBytes(word), out algorithm);
    }
}
