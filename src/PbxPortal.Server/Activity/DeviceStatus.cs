namespace PbxPortal.Server.Activity;

/// <summary>One vocabulary for every page; each is shown as icon, word and colour. In the order of urgency.</summary>
public enum DeviceStatus
{
    /// <summary>Its last REGISTER was refused.</summary>
    Failing,

    /// <summary>Registered, but the refresh that its habit promised has not come.</summary>
    Late,

    /// <summary>Registered, but its connection has ended: nothing reaches it until it is back.</summary>
    Disconnected,
    Online,

    /// <summary>Registered, and woken by push (RFC 8599) when needed.</summary>
    Asleep,

    /// <summary>A block keeps it out.</summary>
    KeptOut,
    Offline,
    NeverSeen,
}
