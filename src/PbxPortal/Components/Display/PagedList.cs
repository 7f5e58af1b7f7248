namespace PbxPortal.Components.Display;

/// <summary>A history that a page shows, newest first: what the reader asked for, more of it below when he wants it, and how much is new above.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. What comes after the reader has asked for something else, or has left, changes nothing.
/// </remarks>
/// <param name="pageSize">So many are asked for at a time; fewer are the last ones.</param>
/// <param name="read">Reads what a filter asks for.</param>
/// <param name="idOf">Grows with time.</param>
/// <param name="below">The filter for what is older than that id.</param>
/// <param name="leaving">The reader leaves the page.</param>
internal sealed class PagedList<TItem, TFilter>(
    int pageSize,
    Func<TFilter, CancellationToken, Task<IReadOnlyList<TItem>>> read,
    Func<TItem, long> idOf,
    Func<TFilter, long, TFilter> below,
    CancellationToken leaving)
    where TFilter : class
{
    /// <summary><c>null</c>: nothing has been read yet.</summary>
    public List<TItem>? Items { get; private set; }

    /// <summary>What was asked for last; <c>null</c>: nothing yet.</summary>
    public TFilter? Shown { get; private set; }

    /// <summary>Why the last reading failed, in a sentence; <c>null</c>: it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>There may be older ones.</summary>
    public bool HasMore { get; private set; }

    /// <summary>What is only looked for in the background takes no click away.</summary>
    public bool IsReadingMore { get; private set; }

    /// <summary>So many are newer than the first of <see cref="Items"/>, as far as a page goes.</summary>
    public int News { get; private set; }

    public async Task ReadAsync(TFilter asked)
    {
        Shown = asked;
        if (await TryReadAsync(asked) is { } items && ReferenceEquals(asked, Shown)) // Else the reader asks for something else by now.
        {
            Take(items);
        }
    }

    public async Task ReadMoreAsync()
    {
        if (IsReadingMore || Items is not { Count: > 0 } known || Shown is not { } shown)
        {
            return;
        }

        IsReadingMore = true;
        if (await TryReadAsync(below(shown, idOf(known[^1]))) is { } items && ReferenceEquals(known, Items))
        {
            known.AddRange(items);
            HasMore = items.Count == pageSize;
        }

        IsReadingMore = false;
    }

    /// <summary>The newest of what is shown, in the background; <c>null</c>: they could not be read, or something else is shown by now.</summary>
    public async Task<IReadOnlyList<TItem>?> ReadNewestAsync() =>
        Items is { } known && Shown is { } shown && await TryReadAsync(shown) is { } newest && ReferenceEquals(known, Items) ? newest : null;

    /// <summary>The list begins anew with these.</summary>
    public void Take(IReadOnlyList<TItem> newest)
    {
        Items = [.. newest];
        HasMore = newest.Count == pageSize;
        News = 0;
    }

    /// <summary>The list stays; how many are new is said.</summary>
    public void Count(IReadOnlyList<TItem> newest)
    {
        var lastKnown = Items is { Count: > 0 } known ? idOf(known[0]) : 0;
        News = newest.Count(item => idOf(item) > lastKnown);
    }

    private async Task<IReadOnlyList<TItem>?> TryReadAsync(TFilter filter)
    {
        try
        {
            var items = await read(filter, leaving);
            Failure = null;
            return items;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (Display.Failure.IsKnown(failure))
        {
            Failure = Display.Failure.Describe(failure);
            return null;
        }
    }
}
