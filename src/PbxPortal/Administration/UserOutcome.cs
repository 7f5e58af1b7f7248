namespace PbxPortal.Administration;

/// <summary>What came of an order for one user.</summary>
public enum UserOutcome
{
    Done,

    /// <summary>He was so already.</summary>
    Unchanged,

    /// <summary>There is no such user any more, or none that the caller may see.</summary>
    Gone,

    /// <summary>The caller may see the user but not manage him.</summary>
    NotAllowed,
}
