using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>A text that is kept as it stands on the wire: half the memory of a string, and compared without a copy.</summary>
/// <remarks>Immutable; equal when the bytes are equal.</remarks>
public readonly struct Utf8Text(byte[] bytes) : IEquatable<Utf8Text>
{
    // Of a default value it is null, which a span takes for empty.
    private readonly byte[]? _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static Utf8Text Of(string text) => text.Length == 0 ? default : new Utf8Text(Encoding.UTF8.GetBytes(text));

    public static Utf8Text Copy(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? default : new Utf8Text(utf8.ToArray());

    public static Utf8Text Of(PeerAddress peer)
    {
        Span<byte> text = stackalloc byte[PeerAddress.MaxTextLength];
        return new Utf8Text(text[..peer.Format(text)].ToArray());
    }

    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    public bool Equals(Utf8Text other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
