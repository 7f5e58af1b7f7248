using PbxPortal.Server.Calls;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Activity;

/// <summary>One row of the devices page: a device of a user and how it stands now.</summary>
/// <remarks>Immutable; the feed hands out a new one for every change.</remarks>
public sealed record DeviceState
{
    public required long DeviceId { get; init; }

    public required long UserId { get; init; }

    public required long DomainId { get; init; }

    public required string Domain { get; init; }

    public required string Extension { get; init; }

    public required string DisplayName { get; init; }

    public required DeviceClass Class { get; init; }

    /// <summary>An administrator chose the class; the User-Agent no longer decides.</summary>
    public bool ClassIsOverruled { get; init; }

    public required string Product { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>The credential that it registered with last; 0: the user's own; <c>null</c>: it never did register.</summary>
    public long? CredentialId { get; init; }

    /// <summary>What an administrator calls it; may be empty.</summary>
    public required string Name { get; init; }

    public required string Remark { get; init; }

    /// <summary>No call rings there.</summary>
    public bool DoNotDisturb { get; init; }

    public required DeviceStatus Status { get; init; }

    /// <summary>Since when it has this status.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The quiet second line: why it fails, who keeps it out; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it registered from, or last did; empty when never.</summary>
    public required string Source { get; init; }

    /// <summary><c>null</c> when it is not registered.</summary>
    public required TransportProtocol? Transport { get; init; }

    /// <summary>The Contact URI; empty when it is not registered.</summary>
    public required string ContactUri { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public required DateTimeOffset? RegisteredAt { get; init; }

    public required DateTimeOffset? RefreshedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required int GrantedSeconds { get; init; }

    /// <summary>When the device's own habit promises the next REGISTER.</summary>
    public required DateTimeOffset? NextRefreshAt { get; init; }

    public required int RefreshCount { get; init; }

    /// <summary>When the block ends; <c>null</c> without a block, or when it lasts until somebody allows the device.</summary>
    public required DateTimeOffset? KeptOutUntil { get; init; }

    /// <summary>How long the last OPTIONS took to be answered; <c>null</c>: it has not answered, or is not asked. Told when it changes notably.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>It is late because it leaves OPTIONS unanswered, not because its refresh is overdue.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether something can be sent to it now: the flow that it registered on stands. After a restart it does not until the next REGISTER.</summary>
    public bool HasFlow { get; init; }

    /// <summary>Whether it rings or is in a call, registered or not: a call outlives a registration.</summary>
    public DeviceCallState CallState { get; init; }

    public bool IsRegistered => ExpiresAt is not null;

    /// <summary>It is registered, and nothing can be sent to it until it is back.</summary>
    public bool HasLostConnection { get; init; }

    /// <summary>Whether a call would find it now.</summary>
    public bool IsReachable => IsRegistered && !HasLostConnection;
}
