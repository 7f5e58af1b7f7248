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
}
