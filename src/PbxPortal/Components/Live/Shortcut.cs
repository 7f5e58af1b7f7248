namespace PbxPortal.Components.Live;

/// <summary>A key, or two one after the other, and what it does.</summary>
/// <param name="Keys">For example <c>g d</c>.</param>
/// <param name="Name">The text of the link or button that carries it.</param>
public sealed record Shortcut(string Keys, string Name);
