namespace PbxPortal.Sip.Transport;

/// <summary>What went wrong with connections from one address, in one way.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Address">Without a port, for every attempt comes from another one.</param>
/// <param name="Protocol">Over which transport.</param>
/// <param name="Trouble">What.</param>
/// <param name="Detail">Why, the last time; may be empty.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
public sealed record ConnectionLogEntry(
    string Address,
    TransportProtocol Protocol,
    ConnectionTrouble Trouble,
    string Detail,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt);
