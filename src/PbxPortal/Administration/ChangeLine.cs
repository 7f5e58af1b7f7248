namespace PbxPortal.Administration;

/// <summary>One thing that changed.</summary>
/// <param name="Text">What, as a sentence without its end.</param>
/// <param name="By">Who; empty: nobody.</param>
/// <param name="Count">How many such changes by the same person stand together in this line.</param>
public sealed record ChangeLine(DateTimeOffset At, ChangeKind Kind, string Text, string By = "", int Count = 1);
