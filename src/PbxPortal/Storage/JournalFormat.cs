using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PbxPortal.Storage;

/// <summary>
/// How a row of the journal begins, all numbers little-endian: version (1 byte), check sum of all that follows it (4), number of
/// lines (4), the moment in milliseconds since 1970 from which the refreshes count (8). Then the lines.
/// </summary>
/// <remarks>
/// A line is its kind (1 byte) and the id of its device, binding or block; then, for what is put or happened, the length of the
/// rest (4 bytes), so that a reader can pass it by, and the rest; for a refresh its few numbers. Numbers in lines are of seven bits
/// a byte, the lowest first, the eighth bit set where more follow; texts are their length and UTF-8.
/// Everything is absolute, nothing a difference to an earlier line: so a row may be replayed any number of times.
/// </remarks>
internal static class JournalFormat
{
    public const byte Version = 1;

    public const int CheckSumAt = 1;
    public const int CountAt = 5;
    public const int MomentAt = 9;
    public const int HeaderLength = 17;

    /// <summary>The longest number in a line: 64 bits, seven a byte.</summary>
    public const int MaxNumberLength = 10;

    /// <summary>CRC-32C, because the processor computes it, eight bytes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    public static uint CheckSum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            sum = BitOperations.Crc32C(sum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
        {
            sum = BitOperations.Crc32C(sum, single);
        }

        return ~sum;
    }
}
