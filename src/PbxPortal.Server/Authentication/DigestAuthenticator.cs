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
    /// <param name="field">Authorization, or Proxy-Authorization where the server is asked as a proxy (RFC 3261, 22.3).</param>
    /// <param name="peers">Who else may answer where no user of the domain has the name; <c>null</c>: nobody.</param>
    public AuthenticationResult Authenticate(
        SipRequest request,
        in PeerAddress source,
        Domain domain,
        HeaderName field = HeaderName.Authorization,
        Func<string, IDigestPeer?>? peers = null)
    {
        Span<byte> realm = stackalloc byte[LongestRealm];
        realm = realm[..Encoding.UTF8.GetBytes(domain.Realm, realm)];
        var result = new AuthenticationResult(AuthenticationOutcome.NoCredentials);
        foreach (var row in request.EnumerateRows(field))
        {
            if (!DigestCredentials.TryParse(row, out var credentials))
            {
                if (credentials.IsDigest && credentials.Nonce.IsEmpty && credentials.Response.IsEmpty)
                {
                    continue; // Phones of the IMS kind name themselves with an empty nonce and response before the first challenge.
                }

                return new AuthenticationResult(AuthenticationOutcome.Malformed);
            }

            // Credentials for another realm are for another server on the way (22.3).
            if (!credentials.IsDigest || !credentials.Realm.SequenceEqual(realm))
            {
                continue;
            }

            // Old versions of Linphone answer every challenge; one answer that can be checked is enough, and no more are checked.
            result = Check(request, source, domain, realm, credentials, peers);
            if (result.Outcome != AuthenticationOutcome.UnknownAlgorithm)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>One challenge per algorithm, each in a header field of its own (RFC 8760, 2.4), all with the same nonce.</summary>
    /// <remarks>
    /// <c>userhash</c> is not offered (RFC 7616, 3.4.4): the name stands in From and To anyway. Neither is <c>auth-int</c>
    /// (3.4.3): a REGISTER has no body, so it would guard nothing more, and few phones know it.
    /// </remarks>
    /// <param name="userAgent">Decides whether more than MD5 can be offered without breaking the phone.</param>
    /// <param name="field">WWW-Authenticate, or Proxy-Authenticate of a proxy.</param>
    public void WriteChallenges(
        SipWriter writer, Domain domain, bool isStale, string userAgent, HeaderName field = HeaderName.WwwAuthenticate)
    {
        Span<byte> realm = stackalloc byte[LongestRealm];
        realm = realm[..Encoding.UTF8.GetBytes(domain.Realm, realm)];
        Span<byte> nonce = stackalloc byte[Nonces.Length];
        _nonces.Make(realm, nonce);
        foreach (var algorithm in OfferTo(domain, userAgent))
        {
            writer.StartHeader(field)
                .Append("Digest realm=\""u8).Append(realm)
                .Append("\", nonce=\""u8).Append(nonce)
                .Append("\", algorithm="u8).Append(DigestAlgorithms.ToBytes(algorithm))
                .Append(", qop=\"auth\""u8)
                .Append(isStale ? ", stale=true"u8 : default)
                .EndHeader();
        }
    }

    /// <summary>A domain without MD5 wants no exceptions.</summary>
    private ImmutableArray<DigestAlgorithm> OfferTo(Domain domain, string userAgent)
    {
        var algorithms = AlgorithmsOf(domain);
        return algorithms.Length > 1 && algorithms.Contains(DigestAlgorithm.Md5) && Md5OnlyAgents.Contains(userAgent)
            ? Md5Alone
            : algorithms;
    }

    private ImmutableArray<DigestAlgorithm> AlgorithmsOf(Domain domain) =>
        domain.DigestAlgorithms.IsEmpty ? _algorithms : domain.DigestAlgorithms;

    private static ImmutableArray<DigestAlgorithm> Read(RegistrarOptions options) => options.DigestAlgorithms.Count == 0
        ? [DigestAlgorithm.Md5, DigestAlgorithm.Sha256]
        : [.. options.DigestAlgorithms.Select(Parse).Distinct()];

    private static DigestAlgorithm Parse(string name) =>
        DigestAlgorithms.TryParse(Encoding.UTF8.GetBytes(name), out var algorithm)
            ? algorithm
            : throw new FormatException($"'{name}' is not a digest algorithm.");

    private AuthenticationResult Check(
        SipRequest request,
        in PeerAddress source,
        Domain domain,
        ReadOnlySpan<byte> realm,
        in DigestCredentials credentials,
        Func<string, IDigestPeer?>? peers)
    {
        if (!DigestAlgorithms.TryParse(credentials.Algorithm, out var algorithm)
            || !AlgorithmsOf(domain).Contains(algorithm)
            || !IsOffered(credentials.Qop))
        {
            return new AuthenticationResult(AuthenticationOutcome.UnknownAlgorithm);
        }

        if (Find(domain, credentials.Username) is not var (user, credential))
        {
            if (peers?.Invoke(Encoding.UTF8.GetString(credentials.Username)) is { } peer)
            {
                return Check(peer, algorithm, request, source, realm, credentials);
            }

            // The same work as for a user who exists, so that the clock tells no names either.
            _ = DigestCalculator.IsProofOf(algorithm, Ha1Cache.Nobody, request.MethodBytes, credentials);
            return new AuthenticationResult(AuthenticationOutcome.UnknownUser);
        }

        if (!DigestCalculator.IsProofOf(algorithm, secrets.Of(credential, algorithm), request.MethodBytes, credentials))
        {
            return new AuthenticationResult(AuthenticationOutcome.WrongPassword, user, credential);
        }

        if (credential.IsRevoked)
        {
            return new AuthenticationResult(AuthenticationOutcome.CredentialRevoked, user, credential);
        }

        return new AuthenticationResult(OutcomeOf(request, source, realm, credentials), user, credential);
    }

    private AuthenticationResult Check(
        IDigestPeer peer,
        DigestAlgorithm algorithm,
        SipRequest request,
        in PeerAddress source,
        ReadOnlySpan<byte> realm,
        in DigestCredentials credentials)
    {
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHashLength];
        peer.ComputeHa1(algorithm, realm, ha1);
        var outcome = DigestCalculator.IsProofOf(algorithm, ha1, request.MethodBytes, credentials)
            ? OutcomeOf(request, source, realm, credentials)
            : AuthenticationOutcome.WrongPassword;
        return new AuthenticationResult(outcome, Peer: peer);
    }

    /// <summary>What is said to somebody who knows the password, and to nobody else (RFC 7616, 3.3: stale).</summary>
    private AuthenticationOutcome OutcomeOf(
        SipRequest request, in PeerAddress source, ReadOnlySpan<byte> realm, in DigestCredentials credentials) =>
        _nonces.IsFresh(credentials.Nonce, realm, out var nonce, out var age)
        && _ledger.TryUse(nonce, UseOf(request, source, credentials), age)
            ? AuthenticationOutcome.Known
            : AuthenticationOutcome.Stale;

    /// <summary>Phones that know RFC 2069 only, as the CP-7960, name no qop (RFC 3261, 22.4 rule 8 lets them).</summary>
    private static bool IsOffered(ReadOnlySpan<byte> qop) => qop.IsEmpty || Ascii.EqualsIgnoreCase(qop, "auth"u8);

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
