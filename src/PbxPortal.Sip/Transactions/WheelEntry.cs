namespace PbxPortal.Sip.Transactions;

/// <summary>What the timer wheel wakes.</summary>
/// <remarks>The links are guarded by the wheel's lock.</remarks>
public abstract class WheelEntry
{
    private protected WheelEntry()
    {
    }

    /// <summary>Where the wheel keeps it; -1: nowhere.</summary>
    internal long DueTick { get; set; } = -1;

    internal WheelEntry? NextInSlot { get; set; }

    internal WheelEntry? PreviousInSlot { get; set; }

    /// <summary>
    /// The moment that it asked for has come, or an earlier one that it has asked for before: which timer fires is for the
    /// entry to see.
    /// </summary>
    internal abstract void OnTimer();
}
