using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PbxPortal.Sip.Authentication;

/// <summary>
/// MD5 (RFC 1321) for digests. The base library calls OpenSSL, which prepares more for a text of this length than it hashes:
/// written here a digest costs less than half.
/// </summary>
internal static class Md5
{
    public const int HashLength = 16;

    private const int BlockLength = 64;
    private const int LengthLength = 8;

    /// <param name="hash">At least <see cref="HashLength"/> bytes.</param>
    public static void HashData(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476];
        var rest = text;
        while (rest.Length >= BlockLength)
        {
            Transform(state, rest);
            rest = rest[BlockLength..];
        }

        // The end of the text, a single bit, zeros, and the length of the text in bits (3.1 and 3.2).
        Span<byte> end = stackalloc byte[2 * BlockLength];
        end = end[..(rest.Length < BlockLength - LengthLength ? BlockLength : 2 * BlockLength)];
        end.Clear();
        rest.CopyTo(end);
        end[rest.Length] = 0x80;
        BinaryPrimitives.WriteUInt64LittleEndian(end[^LengthLength..], (ulong)text.Length * 8);
        for (var position = 0; position < end.Length; position += BlockLength)
        {
            Transform(state, end[position..]);
        }

        for (var index = 0; index < state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash[(index * sizeof(uint))..], state[index]);
        }
    }

    /// <summary>One block of 64 bytes (3.4).</summary>
    private static void Transform(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> reversed = stackalloc uint[BitConverter.IsLittleEndian ? 0 : BlockLength / sizeof(uint)];
        scoped var x = MemoryMarshal.Cast<byte, uint>(block[..BlockLength]);
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(x, reversed);
            x = reversed;
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        Round1(x, ref a, ref b, ref c, ref d);
        Round2(x, ref a, ref b, ref c, ref d);
        Round3(x, ref a, ref b, ref c, ref d);
        Round4(x, ref a, ref b, ref c, ref d);
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round1(ReadOnlySpan<uint> x, ref uint a, ref uint b, ref uint c, ref uint d)
    {
        _ = x[15]; // One check of the bounds instead of sixteen.
        a = b + BitOperations.RotateLeft(a + x[0] + 0xD76AA478 + F(b, c, d), 7);
        d = a + BitOperations.RotateLeft(d + x[1] + 0xE8C7B756 + F(a, b, c), 12);
        c = d + BitOperations.RotateLeft(c + x[2] + 0x242070DB + F(d, a, b), 17);
        b = c + BitOperations.RotateLeft(b + x[3] + 0xC1BDCEEE + F(c, d, a), 22);
        a = b + BitOperations.RotateLeft(a + x[4] + 0xF57C0FAF + F(b, c, d), 7);
        d = a + BitOperations.RotateLeft(d + x[5] + 0x4787C62A + F(a, b, c), 12);
        c = d + BitOperations.RotateLeft(c + x[6] + 0xA8304613 + F(d, a, b), 17);
        b = c + BitOperations.RotateLeft(b + x[7] + 0xFD469501 + F(c, d, a), 22);
        a = b + BitOperations.RotateLeft(a + x[8] + 0x698098D8 + F(b, c, d), 7);
        d = a + BitOperations.RotateLeft(d + x[9] + 0x8B44F7AF + F(a, b, c), 12);
        c = d + BitOperations.RotateLeft(c + x[10] + 0xFFFF5BB1 + F(d, a, b), 17);
        b = c + BitOperations.RotateLeft(b + x[11] + 0x895CD7BE + F(c, d, a), 22);
        a = b + BitOperations.RotateLeft(a + x[12] + 0x6B901122 + F(b, c, d), 7);
        d = a + BitOperations.RotateLeft(d + x[13] + 0xFD987193 + F(a, b, c), 12);
        c = d + BitOperations.RotateLeft(c + x[14] + 0xA679438E + F(d, a, b), 17);
        b = c + BitOperations.RotateLeft(b + x[15] + 0x49B40821 + F(c, d, a), 22);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round2(ReadOnlySpan<uint> x, ref uint a, ref uint b, ref uint c, ref uint d)
    {
        _ = x[15]; // One check of the bounds instead of sixteen.
        a = b + BitOperations.RotateLeft(a + x[1] + 0xF61E2562 + G(b, c, d), 5);
        d = a + BitOperations.RotateLeft(d + x[6] + 0xC040B340 + G(a, b, c), 9);
        c = d + BitOperations.RotateLeft(c + x[11] + 0x265E5A51 + G(d, a, b), 14);
        b = c + BitOperations.RotateLeft(b + x[0] + 0xE9B6C7AA + G(c, d, a), 20);
        a = b + BitOperations.RotateLeft(a + x[5] + 0xD62F105D + G(b, c, d), 5);
        d = a + BitOperations.RotateLeft(d + x[10] + 0x02441453 + G(a, b, c), 9);
        c = d + BitOperations.RotateLeft(c + x[15] + 0xD8A1E681 + G(d, a, b), 14);
        b = c + BitOperations.RotateLeft(b + x[4] + 0xE7D3FBC8 + G(c, d, a), 20);
        a = b + BitOperations.RotateLeft(a + x[9] + 0x21E1CDE6 + G(b, c, d), 5);
        d = a + BitOperations.RotateLeft(d + x[14] + 0xC33707D6 + G(a, b, c), 9);
        c = d + BitOperations.RotateLeft(c + x[3] + 0xF4D50D87 + G(d, a, b), 14);
        b = c + BitOperations.RotateLeft(b + x[8] + 0x455A14ED + G(c, d, a), 20);
        a = b + BitOperations.RotateLeft(a + x[13] + 0xA9E3E905 + G(b, c, d), 5);
        d = a + BitOperations.RotateLeft(d + x[2] + 0xFCEFA3F8 + G(a, b, c), 9);
        c = d + BitOperations.RotateLeft(c + x[7] + 0x676F02D9 + G(d, a, b), 14);
        b = c + BitOperations.RotateLeft(b + x[12] + 0x8D2A4C8A + G(c, d, a), 20);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round3(ReadOnlySpan<uint> x, ref uint a, ref uint b, ref uint c, ref uint d)
    {
        _ = x[15]; // One check of the bounds instead of sixteen.
        a = b + BitOperations.RotateLeft(a + x[5] + 0xFFFA3942 + H(b, c, d), 4);
        d = a + BitOperations.RotateLeft(d + x[8] + 0x8771F681 + H(a, b, c), 11);
        c = d + BitOperations.RotateLeft(c + x[11] + 0x6D9D6122 + H(d, a, b), 16);
        b = c + BitOperations.RotateLeft(b + x[14] + 0xFDE5380C + H(c, d, a), 23);
        a = b + BitOperations.RotateLeft(a + x[1] + 0xA4BEEA44 + H(b, c, d), 4);
        d = a + BitOperations.RotateLeft(d + x[4] + 0x4BDECFA9 + H(a, b, c), 11);
        c = d + BitOperations.RotateLeft(c + x[7] + 0xF6BB4B60 + H(d, a, b), 16);
        b = c + BitOperations.RotateLeft(b + x[10] + 0xBEBFBC70 + H(c, d, a), 23);
        a = b + BitOperations.RotateLeft(a + x[13] + 0x289B7EC6 + H(b, c, d), 4);
        d = a + BitOperations.RotateLeft(d + x[0] + 0xEAA127FA + H(a, b, c), 11);
        c = d + BitOperations.RotateLeft(c + x[3] + 0xD4EF3085 + H(d, a, b), 16);
        b = c + BitOperations.RotateLeft(b + x[6] + 0x04881D05 + H(c, d, a), 23);
        a = b + BitOperations.RotateLeft(a + x[9] + 0xD9D4D039 + H(b, c, d), 4);
        d = a + BitOperations.RotateLeft(d + x[12] + 0xE6DB99E5 + H(a, b, c), 11);
        c = d + BitOperations.RotateLeft(c + x[15] + 0x1FA27CF8 + H(d, a, b), 16);
        b = c + BitOperations.RotateLeft(b + x[2] + 0xC4AC5665 + H(c, d, a), 23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round4(ReadOnlySpan<uint> x, ref uint a, ref uint b, ref uint c, ref uint d)
    {
        _ = x[15]; // One check of the bounds instead of sixteen.
        a = b + BitOperations.RotateLeft(a + x[0] + 0xF4292244 + I(b, c, d), 6);
        d = a + BitOperations.RotateLeft(d + x[7] + 0x432AFF97 + I(a, b, c), 10);
        c = d + BitOperations.RotateLeft(c + x[14] + 0xAB9423A7 + I(d, a, b), 15);
        b = c + BitOperations.RotateLeft(b + x[5] + 0xFC93A039 + I(c, d, a), 21);
        a = b + BitOperations.RotateLeft(a + x[12] + 0x655B59C3 + I(b, c, d), 6);
        d = a + BitOperations.RotateLeft(d + x[3] + 0x8F0CCC92 + I(a, b, c), 10);
        c = d + BitOperations.RotateLeft(c + x[10] + 0xFFEFF47D + I(d, a, b), 15);
        b = c + BitOperations.RotateLeft(b + x[1] + 0x85845DD1 + I(c, d, a), 21);
        a = b + BitOperations.RotateLeft(a + x[8] + 0x6FA87E4F + I(b, c, d), 6);
        d = a + BitOperations.RotateLeft(d + x[15] + 0xFE2CE6E0 + I(a, b, c), 10);
        c = d + BitOperations.RotateLeft(c + x[6] + 0xA3014314 + I(d, a, b), 15);
        b = c + BitOperations.RotateLeft(b + x[13] + 0x4E0811A1 + I(c, d, a), 21);
        a = b + BitOperations.RotateLeft(a + x[4] + 0xF7537E82 + I(b, c, d), 6);
        d = a + BitOperations.RotateLeft(d + x[11] + 0xBD3AF235 + I(a, b, c), 10);
        c = d + BitOperations.RotateLeft(c + x[2] + 0x2AD7D2BB + I(d, a, b), 15);
        b = c + BitOperations.RotateLeft(b + x[9] + 0xEB86D391 + I(c, d, a), 21);
    }

    /// <summary>F(X,Y,Z) = XY v not(X) Z, with one operation less.</summary>
    private static uint F(uint x, uint y, uint z) => z ^ (x & (y ^ z));

    /// <summary>G(X,Y,Z) = XZ v Y not(Z). The halves share no bit; added, they need not wait for one another.</summary>
    private static uint G(uint x, uint y, uint z) => (x & z) + (y & ~z);

    private static uint H(uint x, uint y, uint z) => x ^ y ^ z;

    private static uint I(uint x, uint y, uint z) => y ^ (x | ~z);
}
