using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PbxPortal.Server;

/// <summary>One string for all phones that send the same text: a fleet of 300,000 has some hundred User-Agents.</summary>
/// <remarks>Two threads that meet on a new text make it twice; a full table is emptied, for more come from strangers only.</remarks>
public static class SharedTexts
{
    private const int Capacity = 4096;

    private static readonly ConcurrentDictionary<byte[], string> Texts = new(BytesComparer.Instance);

    private static readonly ConcurrentDictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> ByBytes =
        Texts.GetAlternateLookup<ReadOnlySpan<byte>>();

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (ByBytes.TryGetValue(utf8, out var known))
        {
            return known;
        }

        if (Texts.Count >= Capacity)
        {
            Texts.Clear();
        }

        return Texts.GetOrAdd(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
