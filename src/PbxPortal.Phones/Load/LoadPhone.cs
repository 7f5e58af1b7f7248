namespace PbxPortal.Phones.Load;

/// <summary>What changes about one phone of a load run.</summary>
/// <remarks>Mutable and confined to the loop of its run. A struct in an array: a million of them are one object.</remarks>
internal struct LoadPhone
{
    public LoadChallenge? Challenge;

    /// <summary>When the acknowledged binding runs out at the earliest, in milliseconds of the Unix epoch.</summary>
    public long ExpiresAt;

    /// <summary>How many milliseconds later it may be: somewhere between request and answer the registrar looked at its clock.</summary>
    public int AnswerTime;

    /// <summary>Until when a lapsing phone is silent, on the <see cref="LoadClock"/>.</summary>
    public long SilentUntil;

    public uint NonceCount;

    public uint CSeq;

    /// <summary>How often it has moved, acknowledged moves only.</summary>
    public int Generation;

    public BindingState State;

    public Doubts Doubts;

    /// <summary>Whether an operation of this phone is under way: a phone does one thing at a time (RFC 3261, 10.2).</summary>
    public bool IsBusy;
}
