namespace PbxPortal.Server.Calls;

/// <summary>How a call that was answered came to its end.</summary>
public enum CallEnding
{
    CallerHungUp,
    CalleeHungUp,

    /// <summary>No BYE passed here; when it ended nobody knows.</summary>
    Unknown,

    /// <summary>The server was stopped while it went on; it may have gone on without us.</summary>
    ServerStopped,
}
