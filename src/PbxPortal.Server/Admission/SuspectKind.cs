namespace PbxPortal.Server.Admission;

/// <summary>Which limit somebody has reached.</summary>
internal enum SuspectKind
{
    /// <summary>Wrong passwords for one user.</summary>
    User,

    /// <summary>Wrong passwords for whomever, too many for an address of its own.</summary>
    Address,

    /// <summary>Wrong passwords for whomever, too many even for a shared address.</summary>
    SharedAddress,

    /// <summary>Messages that only scanners send.</summary>
    Scanner,
}
