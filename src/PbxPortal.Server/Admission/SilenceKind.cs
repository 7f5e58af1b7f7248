namespace PbxPortal.Server.Admission;

/// <summary>Why a message was not served.</summary>
public enum SilenceKind
{
    /// <summary>Its address is banned.</summary>
    Banned,

    /// <summary>It has the marks of a scanner.</summary>
    Scanner,

    /// <summary>Its address or its device sends too many; most of these are told to come later.</summary>
    TooMany,

    /// <summary>More came than could be served in time; it was told to come later.</summary>
    Overload,

    /// <summary>It found the socket full, because more came at once than is read in time: nobody knows what it was.</summary>
    Lost,
}
