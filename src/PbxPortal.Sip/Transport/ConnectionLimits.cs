namespace PbxPortal.Sip.Transport;

/// <summary>How many connections may stand, and how long one may keep us waiting before it is ended.</summary>
/// <remarks>Immutable. A time of <see cref="Timeout.InfiniteTimeSpan"/> never passes.</remarks>
public sealed record ConnectionLimits
{
    /// <summary>For connections that we open ourselves: nobody has to be kept out.</summary>
    internal static ConnectionLimits None { get; } = new()
    {
        HandshakeTimeout = Timeout.InfiniteTimeSpan,
        FirstMessageTimeout = Timeout.InfiniteTimeSpan,
        AuthenticationTimeout = Timeout.InfiniteTimeSpan,
        IdleTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Connections in all.</summary>
    public int Most { get; init; } = 50_000;

    /// <summary>Connections of one address, which may be an office behind a NAT; of one network of 64 bits for IPv6.</summary>
    public int MostPerAddress { get; init; } = 5_000;

    /// <summary>Those among them for which no credential has been proved yet.</summary>
    public int MostUnprovedPerAddress { get; init; } = 1_000;

    /// <summary>From the first byte to the end of the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From accepting the connection to the end of its first whole message.</summary>
    public TimeSpan FirstMessageTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From accepting the connection to the first proved credential.</summary>
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection stays that no binding needs and that brings no message.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
