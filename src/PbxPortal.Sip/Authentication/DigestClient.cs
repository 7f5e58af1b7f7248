using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Authentication;

/// <summary>Answers digest challenges as a phone does (RFC 3261, 22.2). For whoever has a password elsewhere: a trunk, simulated phones, tests.</summary>
/// <remarks>Confined to its owner: it keeps the last challenge and counts how often its nonce has been used.</remarks>
public sealed class DigestClient(string username, string password)
{
    private DigestChallenge? _challenge;
    private uint _nonceCount;

    /// <summary>Best first (RFC 8760, 2.4 leaves the choice to the client). An old phone has MD5 only.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } =
        [DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    /// <summary><c>false</c> for a phone that knows RFC 2069 only and answers without qop.</summary>
    public bool UsesQop { get; init; } = true;

    /// <summary>Keeps the challenge it likes best; <c>false</c> when it can answer none.</summary>
    public bool Accept(SipResponse response)
    {
        var name = response.StatusCode == StatusCode.ProxyAuthenticationRequired
            ? HeaderName.ProxyAuthenticate
            : HeaderName.WwwAuthenticate;
        var challenges = new List<DigestChallenge>();
        foreach (var row in response.EnumerateRows(name))
        {
            if (DigestChallenge.Parse(row) is { } challenge && Algorithms.Contains(challenge.Algorithm))
            {
                challenges.Add(challenge);
            }
        }

        _challenge = Algorithms
            .Select(algorithm => challenges.Find(challenge => challenge.Algorithm == algorithm))
            .FirstOrDefault(challenge => challenge is not null);
        _nonceCount = 0;
        return _challenge is not null;
    }

    /// <summary>
    /// The value of Authorization for the next request, or <c>null</c> before the first challenge. The same nonce is used again
    /// with a higher count until the server sends a new one.
    /// </summary>
    public string? Authorize(string method, string uri)
    {
        if (_challenge is not { } challenge)
        {
            return null;
        }

        _nonceCount++;
        var nonceCount = _nonceCount.ToString("x8", CultureInfo.InvariantCulture);
        var clientNonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var hasQop = UsesQop && challenge.OffersAuth;
        var response = Respond(challenge, method, uri, nonceCount, clientNonce, hasQop ? "auth" : "");

        var value = new StringBuilder("Digest ")
            .Append(CultureInfo.InvariantCulture, $"username=\"{username}\", realm=\"{challenge.Realm}\", ")
            .Append(CultureInfo.InvariantCulture, $"nonce=\"{challenge.Nonce}\", uri=\"{uri}\", response=\"{response}\", ")
            .Append(CultureInfo.InvariantCulture, $"algorithm={NameOf(challenge.Algorithm)}");
        if (challenge.Opaque is { } opaque)
        {
            value.Append(CultureInfo.InvariantCulture, $", opaque=\"{opaque}\"");
        }

        if (hasQop)
        {
            value.Append(CultureInfo.InvariantCulture, $", qop=auth, nc={nonceCount}, cnonce=\"{clientNonce}\"");
        }

        return value.ToString();
    }

    private static string NameOf(DigestAlgorithm algorithm) => Encoding.ASCII.GetString(DigestAlgorithms.ToBytes(algorithm));

    private string Respond(
        DigestChallenge challenge,
        string method,
        string uri,
        string nonceCount,
        string clientNonce,
        string qop)
    {
        var length = DigestAlgorithms.HashLength(challenge.Algorithm);
        Span<byte> ha1 = stackalloc byte[length];
        Span<byte> response = stackalloc byte[2 * length];
        DigestCalculator.ComputeHa1(challenge.Algorithm, Bytes(username), Bytes(challenge.Realm), Bytes(password), ha1);
        DigestCalculator.ComputeResponse(
            challenge.Algorithm,
            ha1,
            Bytes(method),
            Bytes(uri),
            Bytes(challenge.Nonce),
            Bytes(nonceCount),
            Bytes(clientNonce),
            Bytes(qop),
            response);
        return Encoding.ASCII.GetString(response);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
