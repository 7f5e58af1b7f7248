namespace PbxPortal.Sip.Transactions;

/// <summary>The estimates that all timers of transactions are made of (RFC 3261, 17.1.1.1 and table 4).</summary>
/// <remarks>Immutable.</remarks>
public sealed record TransactionTimes
{
    public static TransactionTimes Default { get; } = new();

    /// <summary>The round-trip time.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest interval between two copies of a request.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message stays in the network.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When a request that is not answered is given up.</summary>
    public TimeSpan TimerF => 64 * T1;

    /// <summary>How long a client waits for further copies of a response.</summary>
    public TimeSpan TimerK => T4;

    /// <summary>How long a server waits for further copies of a request.</summary>
    public TimeSpan TimerJ => 64 * T1;

    /// <summary>When an INVITE is given up to which nothing has come back.</summary>
    public TimeSpan TimerB => 64 * T1;

    /// <summary>How long the client of an INVITE waits for further copies of a failure over UDP: at least 32 seconds (17.1.1.2).</summary>
    public TimeSpan TimerD { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>How long the server of an INVITE waits for the ACK of a failure.</summary>
    public TimeSpan TimerH => 64 * T1;

    /// <summary>How long the server of an INVITE waits for further copies of that ACK.</summary>
    public TimeSpan TimerI => T4;

    /// <summary>How long the server of an INVITE takes 2xx responses from its user (RFC 6026, 7.1).</summary>
    public TimeSpan TimerL => 64 * T1;

    /// <summary>How long the client of an INVITE hands further 2xx responses to its user (RFC 6026, 7.2).</summary>
    public TimeSpan TimerM => 64 * T1;
}
