namespace PbxPortal.Server.Registration;

/// <summary>How much a 200 to a REGISTER says of the user's other devices; each value leaves out more than the one before.</summary>
internal enum OtherDetail
{
    /// <summary>All that they sent, with their GRUUs.</summary>
    Whole,

    /// <summary>Their contact, its GRUUs, and the time that is left.</summary>
    WithoutParameters,

    /// <summary>Their contact and the time that is left.</summary>
    Bare,
}
