namespace PbxPortal.Administration;

/// <summary>By which column the users are ordered.</summary>
public enum UserSort
{
    /// <summary>By domain and extension, as people read numbers.</summary>
    Extension,

    Name,

    /// <summary>The most urgent first.</summary>
    State,

    /// <summary>By the number of devices that can be reached.</summary>
    Devices,

    LastSeen,
}
