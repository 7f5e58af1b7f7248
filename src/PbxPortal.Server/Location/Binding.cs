using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>One contact at which a user can be reached until it expires (RFC 3261, 10.3).</summary>
/// <remarks>Immutable; a refresh makes a new value with the same <see cref="Id"/>.</remarks>
public sealed record Binding
{
    /// <summary>Never used again for another binding.</summary>
    public required long Id { get; init; }

    public required long DeviceId { get; init; }

    public required long UserId { get; init; }

    /// <summary>The Contact URI byte for byte as the phone sent it; 10.3 forbids us to normalise it away.</summary>
    public required string ContactUri { get; init; }

    /// <summary>The Contact header parameters as sent, without <c>expires</c>, each with its leading semicolon; may be empty.</summary>
    public string ContactParameters { get; init; } = "";

    /// <summary>The phone's preference in thousandths, 0 to 1000, so that bindings sort without floating point.</summary>
    public int QValue { get; init; } = 1000;

    public required string CallId { get; init; }

    public required uint CSeq { get; init; }

    /// <summary>The address and port that the REGISTER came from, for example <c>203.0.113.7:5062</c>.</summary>
    public required string Source { get; init; }

    public required TransportProtocol Transport { get; init; }

    /// <summary>The flow that the REGISTER came over; <c>null</c> after a restart, when it is gone. Not stored.</summary>
    public Flow? Flow { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset RefreshedAt { get; init; }

    /// <summary>Wall clock, for people and the database; <see cref="Deadline"/> decides.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the binding ends on the monotonic clock, in milliseconds of the location service's clock.</summary>
    public long Deadline { get; init; }

    /// <summary>The granted lifetime in seconds.</summary>
    public required int GrantedSeconds { get; init; }

    /// <summary>Seconds between the last two refreshes; zero until the second. What the phone does, not what it should do.</summary>
    public int RefreshInterval { get; init; }

    public int RefreshCount { get; init; }
}
