namespace PbxPortal.Server.Diagnosis;

/// <summary>One piece of the evidence, as people read it.</summary>
/// <param name="Term">What it is, for example <c>Realm</c>.</param>
/// <param name="Text">What the phone sent; never a secret.</param>
public readonly record struct ProblemFact(string Term, string Text);
