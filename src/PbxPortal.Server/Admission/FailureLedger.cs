using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Admission;

/// <summary>Counts wrong passwords.</summary>
/// <remarks>
/// <para>The rule, all of it:</para>
/// <list type="number">
/// <item>Counted is an answer to a challenge whose digest is wrong or which names a user who does not exist. Never a request without
/// credentials, a stale nonce, a malformed or disabled one; and never the same answer again, as a phone repeats it when ours is late.</item>
/// <item>A phone with a mistyped password asks two to six times a minute for weeks. That stays below every limit, so that the portal
/// goes on saying what is wrong with it; the limits are for what guesses.</item>
/// <item>Three counts, which fade away: of one user from one address, of an address, and of an address from which devices are
/// registered. The first silences the address for this user alone, the others for everybody.</item>
/// <item>An address from which a device is registered is shared: an office behind NAT. It has a limit of its own, many times as high,
/// and a ban of it spares the devices that are registered then, known by their Call-IDs, which a stranger does not know.</item>
/// <item>A success takes nothing off a count: whoever has one account of his own could otherwise guess at the others between two
/// registrations. Time takes it off, and a ban or its lifting, so that nobody is banned again for what came before.</item>
/// <item>Each ban of the same address within a day after the last one is four times as long.</item>
/// <item>Never banned: the loopback address, allowed networks, and the address of a signed-in administrator's browser.</item>
/// <item>IPv6 is counted by /64, of which a subscriber has at least one.</item>
/// </list>
/// <para>Guarded by the locks of its table. It is asked only when a password was wrong.</para>
/// </remarks>
internal sealed class FailureLedger(SourceHash hash, AdmissionOptions options)
{
    private const int Capacity = 65_536;
    private const int LongestUser = 128;

    private readonly LeakyBuckets _buckets = new(Capacity);
    private readonly BucketLimit _perUser = Limit(options.FailuresPerUser, options);
    private readonly BucketLimit _perAddress = Limit(options.FailuresPerAddress, options);
    private readonly BucketLimit _perSharedAddress = Limit(options.FailuresPerSharedAddress, options);
    private readonly BucketLimit _perScanner = Limit(options.ScannerMessages, options);

    /// <summary>Whether this outcome is somebody's wrong password.</summary>
    public static bool Counts(AuthenticationOutcome outcome) =>
        outcome is AuthenticationOutcome.WrongPassword or AuthenticationOutcome.UnknownUser;

    /// <summary>Counts a wrong password; gives who reached a limit with it.</summary>
    public IEnumerable<Suspect> Count(SipRequest request, SourceNetwork source, long? domainId, long now)
    {
        if (!TryFindCredentials(request, out var credentials))
        {
            return [];
        }

        var owner = OwnerOf(source);
        var answer = (uint)hash.Of(credentials.Response) | 1;
        var user = _buckets.Add(hash.Of(source, credentials.Username), owner, answer, now, _perUser);
        if (user == BucketAddition.Repeated)
        {
            return [];
        }

        var address = _buckets.Add(KeyOf(source, "address"u8), owner, mark: 0, now, _perAddress);
        var shared = _buckets.Add(KeyOf(source, "shared"u8), owner, mark: 0, now, _perSharedAddress);
        if (user != BucketAddition.Filled && address != BucketAddition.Filled && shared != BucketAddition.Filled)
        {
            return [];
        }

        var name = NameOf(credentials.Username);
        return new[]
        {
            user == BucketAddition.Filled ? new Suspect(source, SuspectKind.User, name, options.FailuresPerUser, domainId) : null,
            address == BucketAddition.Filled ? new Suspect(source, SuspectKind.Address, name, options.FailuresPerAddress, domainId) : null,
            shared == BucketAddition.Filled ? new Suspect(source, SuspectKind.SharedAddress, name, options.FailuresPerSharedAddress, domainId) : null,
        }.OfType<Suspect>();
    }

    /// <summary>Counts a message with the marks of a scanner.</summary>
    public Suspect? CountScanner(SourceNetwork source, long now) =>
        _buckets.Add(KeyOf(source, "scanner"u8), OwnerOf(source), mark: 0, now, _perScanner) == BucketAddition.Filled
            ? new Suspect(source, SuspectKind.Scanner, "", options.ScannerMessages)
            : null;

    /// <summary>Forgets everything about this address.</summary>
    public void Forget(SourceNetwork source) => _buckets.Clear(OwnerOf(source));

    private static BucketLimit Limit(int count, AdmissionOptions options) =>
        BucketLimit.Within(count, TimeSpan.FromMinutes(options.FailureMinutes));

    /// <summary>Those for the registrar, or those for the proxy: whoever guesses passwords may do it at neither.</summary>
    private static bool TryFindCredentials(SipRequest request, out DigestCredentials credentials) =>
        TryFindCredentials(request, HeaderName.Authorization, out credentials)
        || TryFindCredentials(request, HeaderName.ProxyAuthorization, out credentials);

    private static bool TryFindCredentials(SipRequest request, HeaderName name, out DigestCredentials credentials)
    {
        foreach (var row in request.EnumerateRows(name))
        {
            if (DigestCredentials.TryParse(row, out credentials) && credentials.IsDigest)
            {
                return true;
            }
        }

        credentials = default;
        return false;
    }

    /// <summary>What a stranger claims, cut to what a page can show.</summary>
    private static string NameOf(ReadOnlySpan<byte> username) =>
        Encoding.UTF8.GetString(username[..Math.Min(username.Length, LongestUser)]);

    /// <summary>Apart from every user name, which may not hold a NUL (RFC 3261, 25.1).</summary>
    private ulong KeyOf(SourceNetwork source, ReadOnlySpan<byte> kind)
    {
        Span<byte> name = stackalloc byte[16];
        name[0] = 0;
        kind.CopyTo(name[1..]);
        return hash.Of(source, name[..(kind.Length + 1)]);
    }

    private uint OwnerOf(SourceNetwork source) => (uint)hash.Of(source) | 1;
}
