using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>What else is known where a device of a user is missing and tries nothing.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record AbsenceContext
{
    /// <summary>The ban in force that silences its address, for everybody or for this user.</summary>
    public Ban? Ban { get; init; }

    /// <summary>What went wrong with connections from its address since it was seen last; <c>null</c>: nothing.</summary>
    public ConnectionLogEntry? Trouble { get; init; }

    /// <summary>It registered over UDP and was known to come back from another port after it had expired.</summary>
    public bool ComesBackFromOtherPorts { get; init; }
}
