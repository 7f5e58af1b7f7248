namespace PbxPortal.Phones.Load;

/// <summary>One operation under way, with all that is needed to write its last request once more.</summary>
/// <remarks>Mutable and confined to the loop of its run; a slot of a <see cref="TransactionTable"/>.</remarks>
internal struct LoadTransaction
{
    public int Phone;

    public OperationKind Kind;

    public bool IsActive;

    public bool HasCredentials;

    /// <summary>How many requests this operation has sent, retransmissions not counted.</summary>
    public int Requests;

    /// <summary>Tells the requests of one slot apart, in the branch.</summary>
    public uint Sequence;

    public uint CSeq;

    public uint NonceCount;

    public int AskedSeconds;

    /// <summary>Where the latency counts from: in the open loop when it should have been sent.</summary>
    public long IntendedAt;

    /// <summary>When the last request was sent for the first time: what timer F counts from.</summary>
    public long SentAt;

    public int Retransmissions;

    public long Due;

    public int Previous;

    public int Next;
}
