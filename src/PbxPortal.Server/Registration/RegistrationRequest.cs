using System.Collections.Immutable;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>A REGISTER after the checks of RFC 3261, 10.3 steps 1 to 6: who wants what.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record RegistrationRequest
{
    public required User User { get; init; }

    public required Utf8Text CallId { get; init; }

    public required uint CSeq { get; init; }

    public required string UserAgent { get; init; }

    public required DeviceClass Class { get; init; }

    public required string Product { get; init; }

    public required Flow Flow { get; init; }

    /// <summary>See <see cref="Devices.Device.CredentialId"/>.</summary>
    public long CredentialId { get; init; }

    /// <summary>Address and port of the sender.</summary>
    public PeerAddress Peer => Flow.Peer;

    /// <summary><c>Contact: *</c>: all bindings of the user end.</summary>
    public required bool IsWildcard { get; init; }

    /// <summary>Empty for a wildcard.</summary>
    public required ImmutableArray<RequestedContact> Contacts { get; init; }

    public required int MaxDevices { get; init; }

    public required DeviceLimitPolicy LimitPolicy { get; init; }
}
