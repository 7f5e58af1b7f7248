using System.Text;

namespace PbxPortal.Server;

/// <summary>A text that is kept as it stands on the wire: half the memory of a string, and compared without a copy.</summary>
/// <remarks>Immutable; equal when the bytes are equal.</remarks>
public readonly struct Utf8Text(byte[] bytes) : IEquatable<Utf8Text>
{
    public ReadOnlySpan<byte> Bytes => bytes;

    public static Utf8Text Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    public bool Equals(Utf8Text other) => Bytes.SequenceEqual(other.Bytes);

    /// <summary>Whether it is this text, without making a string of it.</summary>
    public bool Equals(string text) =>
        Ascii.IsValid(text) ? Ascii.Equals(Bytes, text) : string.Equals(ToString(), text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
