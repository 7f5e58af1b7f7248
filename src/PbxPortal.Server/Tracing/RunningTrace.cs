using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Tracing;

/// <summary>The memory of one watch: the newest messages up to a number of bytes, and a count of those that are not kept.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class RunningTrace(long id, TraceSubject subject, DateTimeOffset startedAt)
{
    public const int MostBytes = 512 * 1024;
    public const int MostMessages = 2000;

    /// <summary>More than a person can read, and little enough that a watched flood costs the server nothing.</summary>
    public const int MostPerSecond = 200;

    private readonly Lock _gate = new();
    private readonly Queue<TracedMessage> _messages = new();
    private ImmutableArray<string> _watchers = [];
    private DateTimeOffset _endsAt;
    private int _bytes;
    private long _dropped;
    private long _second;
    private int _inSecond;

    public long Id => id;

    public TraceSubject Subject => subject;

    public DateTimeOffset EndsAt
    {
        get
        {
            lock (_gate)
            {
                return _endsAt;
            }
        }
    }

    /// <summary>One more asks for it; it lasts until the last of them has seen enough.</summary>
    public void Join(string watcher, DateTimeOffset endsAt)
    {
        lock (_gate)
        {
            _watchers = _watchers.Contains(watcher, StringComparer.Ordinal) ? _watchers : _watchers.Add(watcher);
            _endsAt = endsAt > _endsAt ? endsAt : _endsAt;
        }
    }

    /// <returns><c>false</c>: he does not watch it.</returns>
    public bool Leave(string watcher, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_watchers.Contains(watcher, StringComparer.Ordinal) || _endsAt <= now)
            {
                return false;
            }

            _watchers = _watchers.Remove(watcher, StringComparer.Ordinal);
            _endsAt = _watchers.IsEmpty ? now : _endsAt;
            return true;
        }
    }

    public bool IsWatchedBy(string watcher)
    {
        lock (_gate)
        {
            return _watchers.Contains(watcher, StringComparer.Ordinal);
        }
    }

    /// <summary>Whether the message is worth reading: asked for every message while somebody watches.</summary>
    public bool MayTake(ReadOnlySpan<byte> message, in PeerAddress peer) =>
        subject.Network is { } network ? network.Contains(peer) : subject.MayBeAbout(message);

    /// <summary><c>false</c>: too many came within this second; it is counted, and need not be read.</summary>
    public bool HasPlaceFor(DateTimeOffset now)
    {
        lock (_gate)
        {
            var second = now.ToUnixTimeSeconds();
            _inSecond = second == _second ? _inSecond : 0;
            _second = second;
            if (_inSecond < MostPerSecond)
            {
                return true;
            }

            _dropped++;
            return false;
        }
    }

    public void Offer(TracedMessage message)
    {
        if (subject.UserId is not null && !subject.IsAbout(message.Owner))
        {
            return;
        }

        lock (_gate)
        {
            _inSecond++;
            _messages.Enqueue(message);
            _bytes += message.Length;
            while (_messages.Count > MostMessages || (_bytes > MostBytes && _messages.Count > 1))
            {
                _bytes -= _messages.Dequeue().Length;
                _dropped++;
            }
        }
    }

    public Trace Read(DateTimeOffset now)
    {
        lock (_gate)
        {
            return new Trace
            {
                Id = id,
                Subject = subject,
                Watchers = _watchers,
                StartedAt = startedAt,
                EndsAt = _endsAt,
                IsOver = _endsAt <= now,
                Count = _messages.Count,
                Bytes = _bytes,
                Dropped = _dropped,
            };
        }
    }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<TracedMessage> Messages(long after)
    {
        lock (_gate)
        {
            return [.. _messages.Where(message => message.Number > after)];
        }
    }
}
