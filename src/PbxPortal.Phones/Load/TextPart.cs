namespace PbxPortal.Phones.Load;

/// <summary>A piece of a product's text: bytes that are always the same, or a place that each phone fills.</summary>
/// <remarks>Immutable.</remarks>
internal readonly record struct TextPart(TextField Field, byte[] Literal);
