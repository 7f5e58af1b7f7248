namespace PbxPortal.Administration;

/// <summary>What an import does, or would do, with one line of its file.</summary>
public enum ImportFate
{
    /// <summary>A user is added.</summary>
    New,

    /// <summary>A user whom the domain has is changed.</summary>
    Changed,

    /// <summary>The user is as the line says already.</summary>
    Unchanged,

    /// <summary>The line cannot be taken; with one such line nothing at all is written.</summary>
    Wrong,
}
