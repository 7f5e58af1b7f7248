namespace PbxPortal.Api;

/// <summary>One piece of the evidence.</summary>
/// <param name="Term">What it is, for example <c>Realm</c>.</param>
/// <param name="Text">What the phone sent.</param>
public sealed record ProblemFactRow(string Term, string Text);
