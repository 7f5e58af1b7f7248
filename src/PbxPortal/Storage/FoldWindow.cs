using System.Runtime.InteropServices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>
/// Gathers the last word of the journal on the ids of one range, of a size that fits into little memory: the lines stream by, and
/// where they tell of too many ids the upper half is left for the next time they stream by.
/// </summary>
/// <remarks>Confined to one run of the fold.</remarks>
internal sealed class FoldWindow
{
    /// <summary>About 70 bytes each.</summary>
    private const int MaxIds = 64 * 1024;

    private readonly int _maxIds;
    private readonly int _maxContent;
    private readonly Dictionary<long, FoldedWrite> _last = [];
    private byte[] _content = [];
    private int _contentLength;
    private long _first;

    public FoldWindow(int maxIds = MaxIds, int maxContent = 4 * 1024 * 1024)
    {
        _maxIds = maxIds;
        _maxContent = maxContent;
    }

    /// <summary>The greatest id of the range: all lines about smaller ones, down to its first, are gathered.</summary>
    public long LastId { get; private set; }

    /// <summary>Begins with the range that follows <paramref name="lastId"/>.</summary>
    public void BeginAfter(long lastId)
    {
        _first = lastId + 1;
        LastId = long.MaxValue;
        _last.Clear();
        _contentLength = 0;
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        BeginAfter(0);
        _last.TrimExcess();
        _content = [];
    }

    public void Add(in JournalReader line)
    {
        if (line.Kind == StoreWriteKind.AddActivity || line.Id < _first || line.Id > LastId)
        {
            return;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, line.Id, out var isKnown);
        switch (line.Kind)
        {
            case StoreWriteKind.Refresh when !isKnown:
                last = new FoldedWrite(StoreWriteKind.Refresh, 0, 0, IsRefreshed: true, line.Lease);
                break;
            case StoreWriteKind.Refresh:
                last = last with { IsRefreshed = true, Lease = line.Lease }; // Of one that was removed, nobody looks at it.
                break;
            case StoreWriteKind.PutDevice or StoreWriteKind.PutBinding or StoreWriteKind.PutBlock:
                last = new FoldedWrite(line.Kind, Keep(line.Content), line.Content.Length, IsRefreshed: false, default);
                break;
            default:
                last = new FoldedWrite(line.Kind, 0, 0, IsRefreshed: false, default);
                break;
        }

        if (_last.Count > _maxIds || _contentLength > _maxContent)
        {
            MakeRoom();
        }
    }

    /// <summary>The ids of which something was gathered, in order.</summary>
    public long[] SortedIds()
    {
        var ids = new long[_last.Count];
        _last.Keys.CopyTo(ids, 0);
        Array.Sort(ids);
        return ids;
    }

    public FoldedWrite Last(long id) => _last[id];

    public ReadOnlySpan<byte> ContentOf(in FoldedWrite write) => _content.AsSpan(write.ContentAt, write.ContentLength);

    private int Keep(ReadOnlySpan<byte> content)
    {
        if (_content.Length - _contentLength < content.Length)
        {
            Array.Resize(ref _content, Math.Max(_content.Length * 2, _contentLength + content.Length));
        }

        var at = _contentLength;
        content.CopyTo(_content.AsSpan(at));
        _contentLength += content.Length;
        return at;
    }

    /// <summary>Drops what was put and is put again by now; where that is not enough, leaves the upper half of the range for later.</summary>
    private void MakeRoom()
    {
        var ids = SortedIds();
        var inUse = ids.Sum(id => (long)_last[id].ContentLength);
        if (ids.Length > 1 && (ids.Length > _maxIds || inUse > _maxContent / 2))
        {
            var kept = ids.Length / 2;
            LastId = ids[kept - 1];
            foreach (var id in ids.AsSpan(kept))
            {
                _last.Remove(id);
            }

            ids = ids[..kept];
        }

        var old = _content;
        _content = GC.AllocateUninitializedArray<byte>(old.Length);
        _contentLength = 0;
        foreach (var id in ids)
        {
            var last = _last[id];
            _last[id] = last with { ContentAt = Keep(old.AsSpan(last.ContentAt, last.ContentLength)) };
        }
    }
}
