using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Admission;

/// <summary>How many requests one address may send, and how many REGISTERs for one user.</summary>
/// <remarks>
/// Guarded by the locks of its tables. The user counts together with the address: otherwise anybody could use up, from anywhere,
/// what a victim's phone needs. What is refused is not added, so that a phone that hammers is slowed down and not locked out.
/// </remarks>
internal sealed class RequestRates(SourceHash hash, AdmissionOptions options)
{
    private const int Addresses = 65_536;
    private const int Users = 131_072;

    private readonly LeakyBuckets _ofAddresses = new(Addresses);
    private readonly LeakyBuckets _ofUsers = new(Users);
    private readonly BucketLimit _perAddress = BucketLimit.PerSecond(options.RequestsPerSecond, options.RequestBurst);
    private readonly BucketLimit _perUser = BucketLimit.PerSecond(options.RegistersPerSecondPerUser, options.RegisterBurstPerUser);

    public bool TryAdd(SourceNetwork source, long now) => _ofAddresses.TryAdd(hash.Of(source), now, _perAddress);

    /// <param name="source">Where the REGISTER came from.</param>
    /// <param name="register">The user is the address in To as written: a device writes it the same way each time.</param>
    /// <param name="now">Milliseconds.</param>
    public bool TryAdd(SourceNetwork source, SipRequest register, long now) =>
        _ofUsers.TryAdd(hash.Of(source, AddressIn(register.Find(HeaderName.To))), now, _perUser);

    /// <summary>Without display name and parameters, which cost more to read than to leave out.</summary>
    private static ReadOnlySpan<byte> AddressIn(ReadOnlySpan<byte> to)
    {
        var start = to.IndexOf((byte)'<') + 1;
        var end = to[start..].IndexOfAny((byte)'>', (byte)';');
        return end < 0 ? to[start..] : to.Slice(start, end);
    }
}
