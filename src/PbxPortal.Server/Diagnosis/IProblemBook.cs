namespace PbxPortal.Server.Diagnosis;

/// <summary>The problems as pages and programs see them.</summary>
public interface IProblemBook
{
    /// <summary>As they stand now, or stood a moment ago: whoever asks often gets the same again.</summary>
    ProblemSnapshot Read();
}
