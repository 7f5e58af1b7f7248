namespace PbxPortal.Administration;

/// <summary>For how long a device that is logged out stays out.</summary>
public enum KeepOut
{
    /// <summary>It may register again at once.</summary>
    No,
    OneHour,
    UntilAllowed,
}
