using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace PbxPortal.Sip.Authentication;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for what only this process has to recognize, such as nonces and tags,
/// at a tenth of the cost of HMAC.
/// </summary>
/// <remarks>Immutable. Nobody without the key can make a hash or a collision; it is no hash for passwords or signatures.</remarks>
public sealed class SipHash
{
    public const int KeyLength = 16;

    /// <summary>The length of the longer hash in bytes.</summary>
    public const int LongHashLength = 16;

    // "somepseudorandomlygeneratedbytes" in ASCII.
    private const ulong Constant0 = 0x736F6D6570736575;
    private const ulong Constant1 = 0x646F72616E646F6D;
    private const ulong Constant2 = 0x6C7967656E657261;
    private const ulong Constant3 = 0x7465646279746573;

    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <param name="key"><see cref="KeyLength"/> bytes.</param>
    public SipHash(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength, nameof(key));
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>With a key that lives as long as the process.</summary>
    public static SipHash WithRandomKey()
    {
        Span<byte> key = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(key);
        return new SipHash(key);
    }

    /// <summary>The hash of 64 bits.</summary>
    public ulong Compute(ReadOnlySpan<byte> text)
    {
        var (v0, v1, v2, v3) = (_key0 ^ Constant0, _key1 ^ Constant1, _key0 ^ Constant2, _key1 ^ Constant3);
        Absorb(text, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xFF;
        return Squeeze(ref v0, ref v1, ref v2, ref v3);
    }

    /// <summary>The hash of 128 bits.</summary>
    /// <param name="hash">At least <see cref="LongHashLength"/> bytes.</param>
    public void Compute(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        var (v0, v1, v2, v3) = (_key0 ^ Constant0, _key1 ^ Constant1, _key0 ^ Constant2, _key1 ^ Constant3);
        v1 ^= 0xEE;
        Absorb(text, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xEE;
        BinaryPrimitives.WriteUInt64LittleEndian(hash, Squeeze(ref v0, ref v1, ref v2, ref v3));
        v1 ^= 0xDD;
        BinaryPrimitives.WriteUInt64LittleEndian(hash[8..], Squeeze(ref v0, ref v1, ref v2, ref v3));
    }

    // Inlined, all of them, so that the state stays in registers; as fields of an object it costs three times as much.

    /// <summary>Eight bytes at a time; the last word holds what is left over, and the length in its highest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Absorb(ReadOnlySpan<byte> text, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        var last = (ulong)text.Length << 56;
        while (text.Length >= sizeof(ulong))
        {
            Compress(BinaryPrimitives.ReadUInt64LittleEndian(text), ref v0, ref v1, ref v2, ref v3);
            text = text[sizeof(ulong)..];
        }

        for (var index = 0; index < text.Length; index++)
        {
            last |= (ulong)text[index] << (8 * index);
        }

        Compress(last, ref v0, ref v1, ref v2, ref v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Squeeze(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (var round = 0; round < 4; round++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32) + v3;
        v2 += v1;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
