using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>One entry of the list. It keeps its identity while the evidence grows, so that menus and focus stay.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class ProblemRow(Problem problem)
{
    public string Key => Problem.Key;

    public Problem Problem { get; internal set; } = problem;

    /// <summary>It is over; the entry stays, with its last state, until the list may move.</summary>
    public bool IsSolved { get; internal set; }
}
