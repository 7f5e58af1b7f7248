namespace PbxPortal.Server.Diagnosis;

/// <summary>What mends a problem, as far as the portal can.</summary>
public enum ProblemFix
{
    /// <summary>The portal can do nothing; the advice says what to do elsewhere.</summary>
    None,
    NewPassword,
    EnableUser,
    RaiseLimit,

    /// <summary>Lift the block of the device.</summary>
    AllowDevice,
    Unban,

    /// <summary>Change where the user's phones may come from, or over what.</summary>
    AllowWay,
    AddUser,

    /// <summary>The user's page, where a phone is set up.</summary>
    OpenUser,

    /// <summary>The device's details.</summary>
    OpenDevice,

    /// <summary>The page of the transports, with certificate and failed connections.</summary>
    OpenTransports,

    /// <summary>The page of bans and allowed networks.</summary>
    OpenSecurity,
}
