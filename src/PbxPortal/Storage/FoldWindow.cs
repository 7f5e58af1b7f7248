using System.Runtime.InteropServices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>
/// Gathers the last word of the journal on the ids of one range, of a size that fits into little memory: the lines stream by, and
/// where they tell of too many ids the upper half is left for the next time they stream by.
/// </summary>
/// <remarks>
/// Confined to one run of the fold at a time. It keeps its table for the next one: a table of this size is a large object, and each new one
/// would leave a hole behind.
/// </remarks>
internal sealed class FoldWindow
{
    /// <summary>About 80 bytes each.</summary>
    private const int MaxIds = 64 * 1024;

    private readonly int _maxIds;
    private readonly int _maxContent;
    private readonly Dictionary<long, FoldedWrite> _last = [];
    private readonly FoldedContents _contents = new();
    private long[] _ids = [];
    private int _idCount;
    private long _first;

    public FoldWindow(int maxIds = MaxIds, int maxContent = 4 * 1024 * 1024)
    {
        _maxIds = maxIds;
        _maxContent = maxContent;
    }

    /// <summary>The greatest id of the range: all lines about smaller ones, down to its first, are gathered.</summary>
    public long LastId { get; private set; }

    /// <summary>
    /// The first row that tells of an id after the range. Phones that register one after the other have ids in the order of their rows, so
    /// what comes next need not be looked for from the beginning.
    /// </summary>
    public long FirstRowLeft { get; private set; }

    /// <summary>Begins with the range that follows <paramref name="lastId"/>.</summary>
    public void BeginAfter(long lastId)
    {
        _first = lastId + 1;
        LastId = long.MaxValue;
        FirstRowLeft = long.MaxValue;
        _last.Clear();
        _idCount = 0;
        _contents.Clear();
    }

    /// <summary>Gives back what is not needed until the next run.</summary>
    public void Release()
    {
        BeginAfter(0);
        _contents.Release();
    }

    public void Add(in JournalReader line)
    {
        if (line.Kind == StoreWriteKind.AddActivity || line.Id < _first)
        {
            return;
        }

        if (line.Id > LastId)
        {
            FirstRowLeft = Math.Min(FirstRowLeft, line.Row);
            return;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, line.Id, out var isKnown);
        var firstRow = isKnown ? last.FirstRow : line.Row;
        switch (line.Kind)
        {
            case StoreWriteKind.Refresh when !isKnown:
                last = new FoldedWrite(StoreWriteKind.Refresh, 0, 0, IsRefreshed: true, line.Lease, firstRow);
                break;
            case StoreWriteKind.Refresh:
                last = last with { IsRefreshed = true, Lease = line.Lease }; // Of one that was removed, nobody looks at it.
                break;
            case StoreWriteKind.PutDevice or StoreWriteKind.PutBinding or StoreWriteKind.PutBlock:
                last = new FoldedWrite(line.Kind, _contents.Add(line.Content), line.Content.Length, IsRefreshed: false, default, firstRow);
                break;
            default:
                last = new FoldedWrite(line.Kind, 0, 0, IsRefreshed: false, default, firstRow);
                break;
        }

        if (_last.Count > _maxIds || _contents.Length > _maxContent)
        {
            MakeRoom();
        }
    }

    /// <summary>The ids of which something was gathered, in order, as of the last <see cref="Sort"/>.</summary>
    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, _idCount);

    /// <summary>Brings <see cref="Ids"/> up to what was gathered.</summary>
    public void Sort()
    {
        _idCount = _last.Count;
        if (_ids.Length < _idCount)
        {
            _ids = new long[Math.Max(_idCount, _ids.Length * 2)];
        }

        _last.Keys.CopyTo(_ids, 0);
        _ids.AsSpan(0, _idCount).Sort();
    }

    public FoldedWrite Last(long id) => _last[id];

    public ReadOnlySpan<byte> ContentOf(in FoldedWrite write) => _contents[write.ContentAt, write.ContentLength];

    /// <summary>Drops what was put and is put again by now; where that is not enough, leaves the upper half of the range for later.</summary>
    private void MakeRoom()
    {
        Sort();
        var ids = Ids;
        if (ids.Length > 1 && (ids.Length > _maxIds || LengthInUse() > _maxContent / 2))
        {
            var kept = ids.Length / 2;
            LastId = ids[kept - 1];
            foreach (var id in ids[kept..])
            {
                _last.Remove(id, out var left);
                FirstRowLeft = Math.Min(FirstRowLeft, left.FirstRow);
            }

            ids = ids[..kept];
        }

        _contents.BeginReplacing();
        foreach (var id in ids)
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrNullRef(_last, id);
            last = last with { ContentAt = _contents.Add(_contents.Replaced(last.ContentAt, last.ContentLength)) };
        }

        _contents.EndReplacing();
    }

    private long LengthInUse()
    {
        var length = 0L;
        foreach (var last in _last.Values)
        {
            length += last.ContentLength;
        }

        return length;
    }
}
