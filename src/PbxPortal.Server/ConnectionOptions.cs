using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>The <c>Sip:Connections</c> section of the settings: limits for TCP, TLS and WebSocket. Read once, at start.</summary>
public sealed class ConnectionOptions
{
    public const string SectionName = "Sip:Connections";

    private static readonly ConnectionLimits Default = new();

    /// <summary>Connections in all.</summary>
    public int Most { get; set; } = Default.Most;

    /// <summary>Connections of one address.</summary>
    public int MostPerAddress { get; set; } = Default.MostPerAddress;

    /// <summary>Connections of one address on which nobody has proved a password yet.</summary>
    public int MostUnprovedPerAddress { get; set; } = Default.MostUnprovedPerAddress;

    /// <summary>Seconds for the TLS handshake.</summary>
    public int HandshakeSeconds { get; set; } = (int)Default.HandshakeTimeout.TotalSeconds;

    /// <summary>Seconds from the beginning to the end of the first message.</summary>
    public int FirstMessageSeconds { get; set; } = (int)Default.FirstMessageTimeout.TotalSeconds;

    /// <summary>Seconds from the beginning to the first proved password.</summary>
    public int AuthenticationSeconds { get; set; } = (int)Default.AuthenticationTimeout.TotalSeconds;

    /// <summary>Seconds that a connection without a registration stays when it brings no message.</summary>
    public int IdleSeconds { get; set; } = (int)Default.IdleTimeout.TotalSeconds;

    public ConnectionLimits ToLimits() => new()
    {
        Most = Most,
        MostPerAddress = MostPerAddress,
        MostUnprovedPerAddress = MostUnprovedPerAddress,
        HandshakeTimeout = TimeSpan.FromSeconds(HandshakeSeconds),
        FirstMessageTimeout = TimeSpan.FromSeconds(FirstMessageSeconds),
        AuthenticationTimeout = TimeSpan.FromSeconds(AuthenticationSeconds),
        IdleTimeout = TimeSpan.FromSeconds(IdleSeconds),
    };
}
