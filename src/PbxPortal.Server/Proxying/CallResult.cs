namespace PbxPortal.Server.Proxying;

/// <summary>What became of a call. The numbers are stored.</summary>
public enum CallResult
{
    Answered,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    Busy,
    Declined,
    NoAnswer,

    /// <summary>Nobody is registered, or nobody could be reached.</summary>
    Unavailable,

    NotFound,

    /// <summary>The caller may not call there.</summary>
    Refused,

    Failed,

    /// <summary>The caller's connection ended while it rang, and the caller did not come back.</summary>
    CallerLost,
}
