using PbxPortal.Server.Admission;

namespace PbxPortal.Server.Tracing;

/// <summary>
/// The last refused exchanges of everybody, always kept, in bounded memory that nobody can fill at the cost of others: of each user at
/// each address a few, of each address a share, and when all is full, those give way who have the most.
/// </summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class FailureMemory(int mostBytes, int mostBytesPerSource)
{
    public const int MostPerSubject = 3;

    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<SourceNetwork, Share> _shares = [];
    private int _bytes;

    public int Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Whether it would be kept: one that follows its like within a second is only counted, and need not be read.</summary>
    public bool CountsOnly(SourceNetwork source, string subject, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_shares.TryGetValue(source, out var share)
                || share.Exchanges.FindLast(known => IsOf(known, subject)) is not { } last
                || share.Exchanges.Count(known => IsOf(known, subject)) < MostPerSubject
                || now - last.At >= RepeatInterval)
            {
                return false;
            }

            last.Repeats++;
            return true;
        }
    }

    public void Add(SourceNetwork source, FailedExchange exchange)
    {
        lock (_gate)
        {
            if (!_shares.TryGetValue(source, out var share))
            {
                _shares.Add(source, share = new Share());
            }

            if (share.Exchanges.Count(known => IsOf(known, exchange.Subject)) >= MostPerSubject)
            {
                Drop(share, share.Exchanges.FindIndex(known => IsOf(known, exchange.Subject)));
            }

            share.Exchanges.Add(exchange);
            share.Bytes += exchange.Length;
            _bytes += exchange.Length;
            while (share.Bytes > mostBytesPerSource && share.Exchanges.Count > 1)
            {
                Drop(share, index: 0);
            }

            MakeRoom();
        }
    }

    /// <summary>In the order in which they came.</summary>
    public List<FailedExchange> Find(Func<SourceNetwork, bool> isSource, Func<FailedExchange, bool> isWanted)
    {
        lock (_gate)
        {
            return
            [
                .. _shares.Where(share => isSource(share.Key))
                    .SelectMany(share => share.Value.Exchanges)
                    .Where(isWanted)
                    .OrderBy(exchange => exchange.Request.Number),
            ];
        }
    }

    private static bool IsOf(FailedExchange exchange, string subject) =>
        string.Equals(exchange.Subject, subject, StringComparison.Ordinal);

    /// <summary>
    /// An eighth is freed at once, so that a flood pays for the look at all shares once in a while only. The largest shares are cut,
    /// their oldest first, until all that are left are about the same; then the oldest go, whose they are.
    /// </summary>
    private void MakeRoom()
    {
        if (_bytes <= mostBytes)
        {
            return;
        }

        var goal = mostBytes / 8 * 7;
        for (var cap = mostBytesPerSource / 2; _bytes > goal && cap > 0; cap /= 2)
        {
            foreach (var share in _shares.Values.Where(share => share.Bytes > cap))
            {
                while (share.Bytes > cap && share.Exchanges.Count > 1 && _bytes > goal)
                {
                    Drop(share, index: 0);
                }
            }
        }

        foreach (var (source, share) in _shares.OrderBy(share => share.Value.Exchanges[^1].At).ToList())
        {
            if (_bytes <= goal)
            {
                break;
            }

            _bytes -= share.Bytes;
            _shares.Remove(source);
        }
    }

    private void Drop(Share share, int index)
    {
        share.Bytes -= share.Exchanges[index].Length;
        _bytes -= share.Exchanges[index].Length;
        share.Exchanges.RemoveAt(index);
    }

    private sealed class Share
    {
        public List<FailedExchange> Exchanges { get; } = [];

        public int Bytes { get; set; }
    }
}
