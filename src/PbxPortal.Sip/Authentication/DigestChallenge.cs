using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Authentication;

/// <summary>What a server asks for in WWW-Authenticate or Proxy-Authenticate, as a client keeps it (RFC 7616, 3.3).</summary>
public sealed record DigestChallenge(
    DigestAlgorithm Algorithm,
    string Realm,
    string Nonce,
    string? Opaque,
    bool OffersAuth,
    bool IsStale)
{
    /// <summary><c>null</c> when the scheme or the algorithm is not known, or the challenge cannot be read.</summary>
    public static DigestChallenge? Parse(ReadOnlySpan<byte> value)
    {
        var reader = new AuthParameterReader(value);
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isDigest = Ascii.EqualsIgnoreCase(reader.Scheme, "Digest"u8);
        while (reader.Read())
        {
            parameters[Encoding.ASCII.GetString(reader.Name)] = Encoding.UTF8.GetString(reader.Value);
        }

        var algorithmName = parameters.GetValueOrDefault("algorithm", "");
        if (!isDigest
            || reader.IsMalformed
            || !DigestAlgorithms.TryParse(Encoding.ASCII.GetBytes(algorithmName), out var algorithm)
            || !parameters.TryGetValue("realm", out var realm)
            || !parameters.TryGetValue("nonce", out var nonce))
        {
            return null;
        }

        var offers = parameters.GetValueOrDefault("qop", "").Split(',', StringSplitOptions.TrimEntries);
        return new DigestChallenge(
            algorithm,
            realm,
            nonce,
            parameters.GetValueOrDefault("opaque"),
            offers.Contains("auth", StringComparer.OrdinalIgnoreCase),
            string.Equals(parameters.GetValueOrDefault("stale"), "true", StringComparison.OrdinalIgnoreCase));
    }
}
