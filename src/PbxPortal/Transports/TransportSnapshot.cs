using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>How the transports stand at one moment.</summary>
/// <remarks>Immutable.</remarks>
public sealed record TransportSnapshot
{
    public required ImmutableArray<TransportListener> Listeners { get; init; }

    /// <summary>Connections in all.</summary>
    public required int Connections { get; init; }

    /// <summary>Those on which nobody has proved a password yet.</summary>
    public required int Unproved { get; init; }

    public required ConnectionLimits Limits { get; init; }

    /// <summary>How often each trouble occurred since the start; those that did not are left out.</summary>
    public required ImmutableArray<(ConnectionTrouble Trouble, long Count)> Troubles { get; init; }

    /// <summary>The latest first.</summary>
    public required ImmutableArray<ConnectionLogEntry> Log { get; init; }
}
