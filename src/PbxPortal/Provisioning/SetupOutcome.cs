namespace PbxPortal.Provisioning;

/// <summary>How a set-up ended; the stored number is the enum's value, so values are never renumbered.</summary>
public enum SetupOutcome
{
    Registered = 1,

    /// <summary>Somebody took it back, and its credential was revoked.</summary>
    Cancelled = 2,

    /// <summary>No phone registered in time, and its credential was revoked.</summary>
    Expired = 3,
}
