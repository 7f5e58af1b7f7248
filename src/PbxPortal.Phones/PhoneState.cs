namespace PbxPortal.Phones;

/// <summary>How a simulated phone stands, as it sees it itself.</summary>
public enum PhoneState
{
    /// <summary>Never switched on.</summary>
    Off,

    /// <summary>A REGISTER is on its way for the first time since it was off, logged out, failed or vanished.</summary>
    Registering,

    /// <summary>The registrar said 200 and the granted time is not over.</summary>
    Registered,

    /// <summary>The last REGISTER was refused or not answered; it tries again later.</summary>
    Failed,

    /// <summary>The granted time ran out without a refresh.</summary>
    Expired,

    /// <summary>It has taken its binding back with <c>Expires: 0</c>.</summary>
    LoggedOut,

    /// <summary>It has stopped without a word.</summary>
    Vanished,
}
