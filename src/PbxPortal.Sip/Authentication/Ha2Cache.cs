using System.Numerics;
using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Authentication;

/// <summary>Remembers H(A2) of MD5, which is the same in every REGISTER to one domain: a fourth of the hashing of a refresh.</summary>
/// <remarks>
/// Thread-safe without a lock: an entry is immutable and replaced whole. The hash of a text tells only where to look; the whole
/// text is compared, so that nobody can leave a wrong H(A2) for another. There is nothing secret in it, and no more than
/// <see cref="SlotCount"/> short texts are kept: whoever floods it with others makes his own digests slower.
/// </remarks>
internal static class Ha2Cache
{
    private const int SlotCount = 256;
    private const int MaxTextLength = 256;

    private static readonly Entry?[] Slots = new Entry?[SlotCount];

    /// <param name="a2">A2 = Method ":" digest-uri (RFC 7616, 3.4.3).</param>
    /// <param name="hexadecimal">Gets the hash, in lower case.</param>
    public static void Write(ReadOnlySpan<byte> a2, Span<byte> hexadecimal)
    {
        ref var slot = ref Slots[IndexOf(a2)];
        if (Volatile.Read(ref slot) is { } entry && a2.SequenceEqual(entry.A2))
        {
            entry.Hexadecimal.CopyTo(hexadecimal);
            return;
        }

        Span<byte> hash = stackalloc byte[Md5.HashLength];
        Md5.HashData(a2, hash);
        _ = Convert.TryToHexStringLower(hash, hexadecimal, out var length);
        if (a2.Length <= MaxTextLength)
        {
            Volatile.Write(ref slot, new Entry(a2.ToArray(), hexadecimal[..length].ToArray()));
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> a2)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(a2);
        var checksum = 0U;
        foreach (var word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (var single in a2[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, single);
        }

        return (int)(checksum % SlotCount);
    }

    private sealed class Entry(byte[] a2, byte[] hexadecimal)
    {
        public ReadOnlySpan<byte> A2 => a2;

        public ReadOnlySpan<byte> Hexadecimal => hexadecimal;
    }
}
