using System.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Phones.Authentication;

/// <summary>One WWW-Authenticate value that a phone can answer (RFC 3261, 20.44; RFC 7616, 3.3).</summary>
/// <remarks>Immutable.</remarks>
internal sealed record DigestChallenge(
    string Realm,
    string Nonce,
    string Opaque,
    DigestAlgorithm Algorithm,
    string AlgorithmName,
    bool OffersAuth,
    bool IsStale)
{
    /// <summary><c>null</c> for another scheme, an algorithm that phones do not know, or a value that cannot be read.</summary>
    public static DigestChallenge? TryParse(ReadOnlySpan<byte> value)
    {
        var reader = new AuthParameterReader(value);
        if (!Ascii.EqualsIgnoreCase(reader.Scheme, "Digest"u8))
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            parameters[Encoding.ASCII.GetString(reader.Name)] = Encoding.UTF8.GetString(reader.Value);
        }

        var algorithmName = parameters.GetValueOrDefault("algorithm", "");
        if (!DigestAlgorithms.TryParse(Encoding.ASCII.GetBytes(algorithmName), out var algorithm)
            || !parameters.TryGetValue("realm", out var realm)
            || !parameters.TryGetValue("nonce", out var nonce))
        {
            return null;
        }

        var qualities = parameters.GetValueOrDefault("qop", "").Split(',', StringSplitOptions.TrimEntries);
        return new DigestChallenge(
            realm,
            nonce,
            parameters.GetValueOrDefault("opaque", ""),
            algorithm,
            algorithmName,
            qualities.Contains("auth", StringComparer.OrdinalIgnoreCase),
            string.Equals(parameters.GetValueOrDefault("stale"), "true", StringComparison.OrdinalIgnoreCase));
    }
}
