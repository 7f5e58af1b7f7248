namespace PbxPortal.Sip.Transactions;

/// <summary>The states of RFC 3261, 17, figures 6 and 8.</summary>
public enum TransactionState : byte
{
    Trying,
    Proceeding,
    Completed,
    Terminated,
}
