namespace PbxPortal.Server.Directory;

/// <summary>What happens when one more device of a user wants to register than the user may have.</summary>
public enum DeviceLimitPolicy
{
    /// <summary>The new device gets 403.</summary>
    Refuse = 0,

    /// <summary>The device that was refreshed longest ago is logged out.</summary>
    ReplaceOldest = 1,
}
