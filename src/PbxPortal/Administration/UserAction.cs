namespace PbxPortal.Administration;

/// <summary>What one order does to many users.</summary>
public enum UserAction
{
    Enable,

    /// <summary>Ends all their bindings at once.</summary>
    Disable,

    SetMaxDevices,

    /// <summary>Replaces the users' own passwords; credentials of single devices stay.</summary>
    NewPassword,

    Delete,
}
