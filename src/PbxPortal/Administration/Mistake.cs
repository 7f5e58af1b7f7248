namespace PbxPortal.Administration;

/// <summary>One thing wrong with what somebody entered.</summary>
/// <param name="Field">The property of the draft, for example <c>Extension</c>; empty when it concerns the whole.</param>
/// <param name="Message">What is wrong and an example of what would be right.</param>
public sealed record Mistake(string Field, string Message);
