using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Profiles;

/// <summary>What a product puts into its REGISTER and how it behaves, as seen in the field.</summary>
/// <remarks>
/// Immutable. The texts may hold <c>{user}</c>, <c>{hostport}</c>, <c>{;transport}</c> (empty for UDP), <c>{mac}</c>,
/// <c>{uuid}</c>, <c>{token}</c>, <c>{push}</c>, <c>{line}</c> and <c>{name}</c>; <see cref="PhoneText"/> fills them in.
/// </remarks>
public sealed record PhoneProfile
{
    /// <summary>Maker and model as people say them.</summary>
    public required string Name { get; init; }

    public required PhoneClass Class { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>The Contact value: URI in angle brackets, then parameters.</summary>
    public required string Contact { get; init; }

    public TransportProtocol Transport { get; init; } = TransportProtocol.Udp;

    public string Allow { get; init; } = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, INFO";

    /// <summary>Empty for none.</summary>
    public string Supported { get; init; } = "replaces";

    public TimeSpan RequestedExpires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After which part of the granted time it refreshes; <c>null</c> for a phone that never does.</summary>
    public double? RefreshAfter { get; init; } = 0.5;

    /// <summary>Whether it asks by the <c>expires</c> parameter of its Contact and not by the Expires header field.</summary>
    public bool PutsExpiresInContact { get; init; }

    /// <summary>Whether it uses a nonce again, counting up, or waits for a challenge at each refresh.</summary>
    public bool ReusesNonce { get; init; } = true;

    /// <summary>Those it can compute, best first; MD5 is all that most phones know (RFC 8760).</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Md5];

    /// <summary><c>false</c> for a phone that knows RFC 2069 only.</summary>
    public bool UsesQop { get; init; } = true;

    /// <summary>Whether, when its address changes, it takes its old contact back in the REGISTER that brings the new one.</summary>
    public bool RetiresOldContact { get; init; }
}
