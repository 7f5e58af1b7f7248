namespace PbxPortal.Administration;

/// <summary>How a user stands, by the most urgent of his devices; each user is in one of them. In the order of urgency.</summary>
public enum UserState
{
    /// <summary>The last REGISTER of one of his devices was refused.</summary>
    Failing,
    Late,
    Disconnected,
    Online,
    Asleep,
    KeptOut,

    /// <summary>All his devices are gone.</summary>
    Offline,

    /// <summary>No device has ever registered.</summary>
    NoDevice,

    /// <summary>No phone of his may register.</summary>
    Disabled,
}
