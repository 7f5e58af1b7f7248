using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>All that one phone must know to register.</summary>
/// <remarks>Immutable. It holds the password: never log it.</remarks>
public sealed record PhoneSettings
{
    /// <summary>The user part of the address-of-record.</summary>
    public required string Extension { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The SIP domain: the host part of the address-of-record, and of the Request-URI of a REGISTER.</summary>
    public required string Domain { get; init; }

    /// <summary>The digest realm; it stays when the domain is renamed.</summary>
    public required string Realm { get; init; }

    /// <summary>The digest user name of the credential made for this phone, for example <c>3516.k7f2</c>.</summary>
    public required string AuthenticationName { get; init; }

    public required string Password { get; init; }

    /// <summary>Where the requests go, whatever the domain is: the outbound proxy.</summary>
    public required PublicSipAddress Server { get; init; }

    /// <summary>The strongest algorithm that the domain challenges with and apps know.</summary>
    public DigestAlgorithm Algorithm { get; init; } = DigestAlgorithm.Sha256;

    public TransportProtocol Transport => Server.Transport;

    /// <summary>What the phone shows: the name, or the extension of somebody without one.</summary>
    public string Label => DisplayName.Length > 0 ? DisplayName : Extension;

    /// <summary>Without the password, which would otherwise end up in a log.</summary>
    public override string ToString() => $"{Extension}@{Domain} through {Server}";
}
