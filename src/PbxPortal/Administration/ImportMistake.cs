namespace PbxPortal.Administration;

/// <summary>One thing wrong with a file, and where.</summary>
public sealed record ImportMistake(int Line, string Message);
