using PbxPortal.Server.Devices;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>What is known of the failed attempts of one phone: how often, since when, and the signs of the last one.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record Evidence
{
    public required EvidenceKey Key { get; init; }

    /// <summary>Why the last attempt was refused; <see cref="RegistrationRefusal.None"/> when it only goes round in circles.</summary>
    public required RegistrationRefusal Refusal { get; init; }

    public AttemptLoop Loop { get; init; }

    /// <summary>What the refusal leaves open, as the phone was told.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of the Request-URI; <c>null</c>: none of ours.</summary>
    public long? DomainId { get; init; }

    /// <summary>Whose credentials it showed, if they are of one of our users.</summary>
    public long? SenderId { get; init; }

    public required WireSigns Signs { get; init; }

    public DeviceClass Class { get; init; } = DeviceClass.Unknown;

    public string Product { get; init; } = "";

    /// <summary>The identity that its Contact claims; empty when that cannot be read.</summary>
    public Utf8Text Identity { get; init; }

    /// <summary>Where the last one came from.</summary>
    public required PeerAddress Peer { get; init; }

    public TransportProtocol Transport { get; init; }

    /// <summary>Attempts for this reason since <see cref="FirstAt"/>.</summary>
    public long Count { get; init; } = 1;

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Whether the other one was refused for the same reason.</summary>
    public bool IsLike(Evidence other) => Refusal == other.Refusal && Loop == other.Loop;

    /// <summary>The later attempt, counted with those before it while the reason is the same.</summary>
    public Evidence FollowedBy(Evidence later) =>
        IsLike(later) ? later with { Count = Count + 1, FirstAt = FirstAt } : later;
}
