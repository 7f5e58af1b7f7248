using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Reads the numbers and texts of a row of the journal, one after the other.</summary>
internal ref struct JournalText(long row, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public byte Byte()
    {
        if (IsAtEnd)
        {
            ThrowDamaged(row, "it ends early");
        }

        return _bytes[_at++];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        ThrowDamaged(row, "a number has no end");
        return 0;
    }

    public long? Optional() => Number() is var value and not 0 ? value - 1 : null;

    public ReadOnlySpan<byte> Text() => Take(Number());

    /// <summary>A number that rows of older versions end before: it is 0 then.</summary>
    public long NumberIfAny() => IsAtEnd ? 0 : Number();

    /// <summary>A text that rows of older versions end before: it is empty then, and never a null pointer.</summary>
    public ReadOnlySpan<byte> TextIfAny() => IsAtEnd ? Take(0) : Text();

    public ReadOnlySpan<byte> Take(long length)
    {
        if ((ulong)length > (ulong)(_bytes.Length - _at))
        {
            ThrowDamaged(row, "it ends early");
        }

        var taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    [DoesNotReturn]
    public static void ThrowDamaged(long row, string how) => throw new StoreUnavailableException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Row {row} of the database's journal cannot be read: {how}. Restore a backup, or start the version of PbxPortal that wrote it."));
}
