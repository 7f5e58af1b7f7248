using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Authentication;

/// <summary>Finds out who sent a request, by digest (RFC 3261, 22; RFC 7616; RFC 8760).</summary>
/// <remarks>Immutable but for the ledger of used nonces.</remarks>
public sealed class DigestAuthenticator(
    UserDirectory directory,
    Ha1Cache secrets,
    TimeProvider timeProvider,
    IOptions<RegistrarOptions> options)
{
    private const int LongestRealm = 512;
    private static readonly ImmutableArray<DigestAlgorithm> Md5Alone = [DigestAlgorithm.Md5];
    private readonly Nonces _nonces = new(timeProvider);
    private readonly NonceLedger _ledger = new(timeProvider);
    private readonly ImmutableArray<DigestAlgorithm> _algorithms = Read(options.Value);

    /// <param name="request">What came.</param>
    /// <param name="source">Where it came from: a copy from elsewhere proves nothing.</param>
    /// <param name="domain">Whose realm the credentials must be for.</param>
    public AuthenticationResult Authenticate(SipRequest request, in PeerAddress source, Domain domain)
    {
        Span<byte> realm = stackalloc byte[LongestRealm];
        realm = realm[..Encoding.UTF8.GetBytes(domain.Realm, realm)];
        foreach (var row in request.EnumerateRows(HeaderName.Authorization))
        {
            if (!DigestCredentials.TryParse(row, out var credentials))
            {
                if (credentials.IsDigest && credentials.Nonce.IsEmpty && credentials.Response.IsEmpty)
                {
                    continue; // Phones of the IMS kind name themselves with an empty nonce and response before the first challenge.
                }

                return new AuthenticationResult(AuthenticationOutcome.Malformed, null);
            }

            // Credentials for another realm are for another server on the way (22.3).
            if (credentials.IsDigest && credentials.Realm.SequenceEqual(realm))
            {
                return Check(request, source, domain, realm, credentials);
            }
        }

        return new AuthenticationResult(AuthenticationOutcome.NoCredentials, null);
    }

    /// <summary>One challenge per algorithm, each in a header field of its own (RFC 8760, 2.4), all with the same nonce.</summary>
    /// <param name="userAgent">Decides whether more than MD5 can be offered without breaking the phone.</param>
    public void WriteChallenges(SipWriter writer, Domain domain, bool isStale, string userAgent)
    {
        Span<byte> realm = stackalloc byte[LongestRealm];
        realm = realm[..Encoding.UTF8.GetBytes(domain.Realm, realm)];
        Span<byte> nonce = stackalloc byte[Nonces.Length];
        _nonces.Make(realm, nonce);
        foreach (var algorithm in OfferTo(userAgent))
        {
            writer.StartHeader(HeaderName.WwwAuthenticate)
                .Append("Digest realm=\""u8).Append(realm)
                .Append("\", nonce=\""u8).Append(nonce)
                .Append("\", algorithm="u8).Append(DigestAlgorithms.ToBytes(algorithm))
                .Append(", qop=\"auth\""u8)
                .Append(isStale ? ", stale=true"u8 : default)
                .EndHeader();
        }
    }

    private ImmutableArray<DigestAlgorithm> OfferTo(string userAgent) =>
        Md5OnlyAgents.Contains(userAgent) && _algorithms.Contains(DigestAlgorithm.Md5) ? Md5Alone : _algorithms;

    private static ImmutableArray<DigestAlgorithm> Read(RegistrarOptions options) => options.DigestAlgorithms.Count == 0
        ? [DigestAlgorithm.Md5, DigestAlgorithm.Sha256]
        : [.. options.DigestAlgorithms.Select(Parse).Distinct()];

    private static DigestAlgorithm Parse(string name) =>
        DigestAlgorithms.TryParse(Encoding.UTF8.GetBytes(name), out var algorithm)
            ? algorithm
            : throw new FormatException($"'{name}' is not a digest algorithm.");

    private AuthenticationResult Check(
        SipRequest request, in PeerAddress source, Domain domain, ReadOnlySpan<byte> realm, in DigestCredentials credentials)
    {
        if (!DigestAlgorithms.TryParse(credentials.Algorithm, out var algorithm) || !_algorithms.Contains(algorithm))
        {
            return new AuthenticationResult(AuthenticationOutcome.UnknownAlgorithm, null);
        }

        if (Find(domain, credentials.Username) is not var (user, credential))
        {
            // The same work as for a user who exists, so that the clock tells no names either.
            _ = DigestCalculator.IsProofOf(algorithm, Ha1Cache.Nobody, request.MethodBytes, credentials);
            return new AuthenticationResult(AuthenticationOutcome.UnknownUser, null);
        }

        if (!DigestCalculator.IsProofOf(algorithm, secrets.Of(credential, algorithm), request.MethodBytes, credentials))
        {
            return new AuthenticationResult(AuthenticationOutcome.WrongPassword, user);
        }

        if (credential.IsRevoked)
        {
            return new AuthenticationResult(AuthenticationOutcome.CredentialRevoked, user);
        }

        // stale=true is said only to somebody who knows the password (RFC 7616, 3.3).
        var isCurrent = _nonces.IsFresh(credentials.Nonce, realm, out var nonce)
            && _ledger.TryUse(nonce, UseOf(request, source, credentials));
        return new AuthenticationResult(isCurrent ? AuthenticationOutcome.Known : AuthenticationOutcome.Stale, user);
    }

    private (User User, Credential Credential)? Find(Domain domain, ReadOnlySpan<byte> username)
    {
        Span<char> name = stackalloc char[128];
        return Encoding.UTF8.TryGetChars(username, name, out var length)
            ? directory.FindCredential(domain.Id, name[..length])
            : null;
    }

    private static NonceUse UseOf(SipRequest request, in PeerAddress source, in DigestCredentials credentials)
    {
        var count = 0u;
        if (!credentials.Qop.IsEmpty)
        {
            _ = credentials.TryGetNonceCount(out count);
        }

        var cSeq = request.CSeq.Number;
        var hash = default(HashCode);
        hash.Add(source); // A listener who sends a copy from elsewhere would be called himself, over the flow that it came on.
        hash.AddBytes(request.CallId);
        var dialogue = hash.ToHashCode();
        hash.Add(cSeq);
        hash.AddBytes(credentials.Response);

        // The digest covers none of these: without them a listener could put his own contact into a copy of the request.
        hash.AddBytes(request.Find(HeaderName.UserAgent));
        hash.AddBytes(request.Find(HeaderName.To));
        hash.AddBytes(request.Find(HeaderName.Expires));
        foreach (var contact in request.EnumerateRows(HeaderName.Contact))
        {
            hash.AddBytes(contact);
        }

        return new NonceUse(count, dialogue, hash.ToHashCode());
    }
}
