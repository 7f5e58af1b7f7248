using System.Collections.Concurrent;

namespace PbxPortal.Server.Location;

/// <summary>Values by id, for ids that are given out one after the other.</summary>
/// <remarks>
/// Pages of plain slots cost some 10 bytes a value where a concurrent dictionary costs 60, as long as most ids of a page are in
/// use; the pages are small, for a device that is new among many old ones may have one for itself. Written by one thread, read by
/// anybody without a lock: a slot is one reference.
/// </remarks>
internal sealed class IdTable<T>
    where T : class
{
    private const int PageLength = 64;

    private readonly ConcurrentDictionary<long, Page> _pages = new();

    /// <summary>All values, page by page; of what changes meanwhile it shows some.</summary>
    public IEnumerable<T> Values
    {
        get
        {
            foreach (var (_, page) in _pages)
            {
                for (var i = 0; i < PageLength; i++)
                {
                    if (Volatile.Read(ref page.Slots[i]) is { } value)
                    {
                        yield return value;
                    }
                }
            }
        }
    }

    public T? Find(long id) =>
        _pages.TryGetValue(id / PageLength, out var page) ? Volatile.Read(ref page.Slots[id % PageLength]) : null;

    public void Put(long id, T value)
    {
        var page = _pages.GetOrAdd(id / PageLength, static _ => new Page());
        ref var slot = ref page.Slots[id % PageLength];
        page.Count += slot is null ? 1 : 0;
        Volatile.Write(ref slot, value);
    }

    public void Remove(long id)
    {
        if (!_pages.TryGetValue(id / PageLength, out var page) || page.Slots[id % PageLength] is null)
        {
            return;
        }

        Volatile.Write(ref page.Slots[id % PageLength], null);
        if (--page.Count == 0)
        {
            _pages.TryRemove(id / PageLength, out _); // Ids are never used again, so old pages would gather for ever.
        }
    }

    private sealed class Page
    {
        public T?[] Slots { get; } = new T?[PageLength];

        public int Count { get; set; }
    }
}
