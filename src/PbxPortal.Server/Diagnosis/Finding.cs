namespace PbxPortal.Server.Diagnosis;

/// <summary>What the rules make of the evidence.</summary>
/// <param name="Cause">For programs and filters.</param>
/// <param name="Summary">The cause in one sentence, without a moment in it: the page writes those in the reader's zone.</param>
/// <param name="Advice">What to do, in a sentence or two; may be empty.</param>
/// <param name="Fix">The button that mends it.</param>
public sealed record Finding(ProblemCause Cause, string Summary, string Advice, ProblemFix Fix);
