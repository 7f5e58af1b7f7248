using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>What an entry of the list asks of its page.</summary>
public interface IProblemActions
{
    bool MayMend(Problem problem);

    Task MendAsync(Problem problem);

    /// <summary>Where the evidence is shown.</summary>
    string LinkTo(Problem problem);
}
