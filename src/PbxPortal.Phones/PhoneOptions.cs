using System.Net;

namespace PbxPortal.Phones;

/// <summary>Where a simulated phone registers and what it does when things go wrong.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PhoneOptions
{
    public required IPEndPoint Registrar { get; init; }

    /// <summary>
    /// Where the phone comes from. With port 0 the system chooses one. Another port is that of its Contact, and of its socket if
    /// it speaks UDP and nobody has that port; a connection always comes from a port of the system's choice.
    /// </summary>
    public IPEndPoint Local { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The name that the registrar's certificate must be good for.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>Whether it takes any certificate, as a phone with validation switched off; for a trial on one's own machine.</summary>
    public bool AcceptsAnyCertificate { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The round-trip estimate T1 of RFC 3261, 17.1.1.1; a request is given up after 64 times as long.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the phone rests after a refusal that names no Retry-After, and after silence.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the phone waits before it opens a connection again that the registrar has ended.</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Called on the phone's own loop after each answer, and after each time that there was none.</summary>
    public Action<SimulatedPhone, RegisterAnswer>? OnAnswer { get; init; }
}
