namespace PbxPortal.Server.Proxying;

/// <summary>How one branch of a call ended. The numbers are stored.</summary>
public enum BranchResult
{
    Answered,

    /// <summary>603 and the like: the person does not want it.</summary>
    Declined,

    Busy,

    /// <summary>It rang until time was up, or the device gave up by itself.</summary>
    NoAnswer,

    /// <summary>Stopped by us, as another branch was answered.</summary>
    Elsewhere,

    /// <summary>Stopped by us, as the caller gave up, or is gone.</summary>
    Cancelled,

    /// <summary>Nothing came back: the flow takes nothing, or the device is silent.</summary>
    Unreachable,

    /// <summary>The flow ended while it rang.</summary>
    ConnectionLost,

    Failed,

    /// <summary>Stopped by us, as another branch refused for all (6xx).</summary>
    RefusedElsewhere,

    /// <summary>Never tried: its user wants no calls there.</summary>
    DoNotDisturb,

    /// <summary>The app was asleep, and could not be woken or did not come in time (RFC 8599).</summary>
    NotWoken,

    /// <summary>Never tried: a sips URI was called, and there is no TLS on the way there.</summary>
    NotEncrypted,

    /// <summary>The device sent the call on (3xx), and it was followed there.</summary>
    Forwarded,
}
