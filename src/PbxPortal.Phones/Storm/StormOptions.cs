using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Storm;

/// <summary>What the <c>storm</c> command was asked for.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record StormOptions
{
    public required IPEndPoint Target { get; init; }

    public required TransportProtocol Transport { get; init; }

    public required int Connections { get; init; }

    public required int FirstUser { get; init; }

    public required string Domain { get; init; }

    /// <summary>Of each user; <c>{user}</c> stands for his name.</summary>
    public required string Password { get; init; }

    /// <summary>When the run gives up.</summary>
    public required TimeSpan Longest { get; init; }
}
