using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Steps through the lines of one row of the journal (<see cref="JournalFormat"/>), without allocating.</summary>
/// <remarks>What cannot be read is never passed by: it ends in a <see cref="StoreUnavailableException"/> that names the row.</remarks>
internal ref struct JournalReader
{
    private readonly long _row;
    private readonly int _count;
    private readonly long _moment;
    private JournalText _lines;

    public JournalReader(long row, ReadOnlySpan<byte> bytes)
    {
        _row = row;
        if (bytes.Length < JournalFormat.HeaderLength)
        {
            JournalText.ThrowDamaged(row, "it ends early");
        }

        if (bytes[0] != JournalFormat.Version)
        {
            JournalText.ThrowDamaged(row, $"its format {bytes[0]} is not known");
        }

        var checkSum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[JournalFormat.CheckSumAt..]);
        if (checkSum != JournalFormat.CheckSum(bytes[JournalFormat.CountAt..]))
        {
            JournalText.ThrowDamaged(row, "it was damaged, its check sum says");
        }

        _count = BinaryPrimitives.ReadInt32LittleEndian(bytes[JournalFormat.CountAt..]);
        _moment = BinaryPrimitives.ReadInt64LittleEndian(bytes[JournalFormat.MomentAt..]);
        _lines = new JournalText(row, bytes[JournalFormat.HeaderLength..]);
    }

    /// <summary>The id of the row.</summary>
    public readonly long Row => _row;

    /// <summary>The number of the present line, from 1.</summary>
    public int Line { get; private set; }

    public StoreWriteKind Kind { get; private set; }

    /// <summary>Of the device, binding or block; 0 for an activity entry.</summary>
    public long Id { get; private set; }

    /// <summary>Of a refresh. Its deadline is not stored.</summary>
    public Lease Lease { get; private set; }

    /// <summary>The domain of a refresh.</summary>
    public long DomainId { get; private set; }

    /// <summary>What a line that puts or tells something says of it; the loader and the fold know how to read it.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Where <see cref="Content"/> begins in the row.</summary>
    public readonly int ContentStart => JournalFormat.HeaderLength + _lines.Position - Content.Length;

    /// <summary>Steps to the next line; <c>false</c> after the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    public bool Read()
    {
        if (Line == _count)
        {
            if (!_lines.IsAtEnd)
            {
                JournalText.ThrowDamaged(_row, "it is longer than it says");
            }

            return false;
        }

        Line++;
        Kind = (StoreWriteKind)_lines.Byte();
        Id = _lines.Number();
        switch (Kind)
        {
            case StoreWriteKind.Refresh:
                ReadRefresh();
                break;
            case StoreWriteKind.PutDevice or StoreWriteKind.PutBinding or StoreWriteKind.PutBlock or StoreWriteKind.AddActivity:
                Content = _lines.Take(BinaryPrimitives.ReadUInt32LittleEndian(_lines.Take(sizeof(int))));
                break;
            case StoreWriteKind.RemoveDevice or StoreWriteKind.RemoveBinding or StoreWriteKind.RemoveBlock:
                break;
            default:
                JournalText.ThrowDamaged(_row, $"it has a line of the unknown kind {(byte)Kind}");
                break;
        }

        return true;
    }

    /// <summary>Reads <see cref="Content"/>.</summary>
    public readonly JournalText OpenContent() => new(_row, Content);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    private void ReadRefresh()
    {
        DomainId = _lines.Number();
        var cSeq = (uint)_lines.Number();
        var grantedSeconds = (int)_lines.Number();
        var interval = (int)_lines.Number();
        var count = (int)_lines.Number();
        var difference = _lines.Number();
        Lease = new Lease
        {
            CSeq = cSeq,
            GrantedSeconds = grantedSeconds,
            RefreshedAt = DateTimeOffset.FromUnixTimeMilliseconds(_moment + ((long)((ulong)difference >> 1) ^ -(difference & 1))),
            RefreshInterval = interval,
            RefreshCount = count,
        };
    }
}
