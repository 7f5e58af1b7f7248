namespace PbxPortal.Server.Registration;

/// <summary>Where a text stands in its <see cref="RequestTexts"/>; of a default value it is empty.</summary>
internal readonly record struct TextRange(int Start, int Length);
