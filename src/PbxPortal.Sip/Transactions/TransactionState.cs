namespace PbxPortal.Sip.Transactions;

/// <summary>The states of RFC 3261, 17, figures 5 to 8, as RFC 6026, 8 amends them.</summary>
public enum TransactionState : byte
{
    Trying,
    Proceeding,
    Completed,
    Terminated,

    /// <summary>An INVITE went out and nothing has come back yet (17.1.1.2).</summary>
    Calling,

    /// <summary>The ACK of a failure has come (17.2.1).</summary>
    Confirmed,

    /// <summary>A 2xx has been received or sent, and more may follow (RFC 6026, 7.2 and 8.4).</summary>
    Accepted,
}
