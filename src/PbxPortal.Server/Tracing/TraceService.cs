using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Tracing;

/// <summary>
/// Keeps the messages of whoever is watched, and the last refused registrations of everybody. While nobody is watched it does not
/// listen, so that a REGISTER pays nothing for it.
/// </summary>
/// <remarks>
/// The list of traces is guarded by one lock; the threads that carry messages read the running ones, replaced whole, without it.
/// All in memory: 10 MB for traces and 20 MB for refusals at most; a restart forgets it.
/// </remarks>
public sealed partial class TraceService : ITraces, IWireListener, IDisposable
{
    /// <summary>Running and over; the oldest that is over gives way.</summary>
    public const int MostTraces = 20;

    /// <summary>That run at once for one account.</summary>
    public const int MostPerWatcher = 5;

    public static readonly TimeSpan LongestDuration = TimeSpan.FromHours(1);

    /// <summary>How long a trace that is over can be read.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly WireTap _tap;
    private readonly MessageReader _reader;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<TraceService> _logger;
    private readonly FailureMemory _ofUsers = new(mostBytes: 16 * 1024 * 1024, mostBytesPerSource: 512 * 1024);
    private readonly FailureMemory _ofStrangers = new(mostBytes: 4 * 1024 * 1024, mostBytesPerSource: 32 * 1024);
    private readonly RefusalNotes _notes = new();
    private readonly Lock _gate = new();
    private readonly List<RunningTrace> _traces = []; // Guarded by _gate, newest last.
    private readonly ITimer _timer;
    private volatile RunningTrace[] _running = []; // Volatile: replaced under the lock, read by every thread that carries messages.
    private long _lastId;

    public TraceService(WireTap tap, MessageReader reader, TimeProvider timeProvider, ILogger<TraceService> logger)
    {
        _tap = tap;
        _reader = reader;
        _timeProvider = timeProvider;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => EndThoseThatAreDue(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<Trace> All
    {
        get
        {
            lock (_gate)
            {
                var now = _timeProvider.GetUtcNow();
                Forget(now);
                return [.. _traces.Select(trace => trace.Read(now)).Reverse()];
            }
        }
    }

    public Trace? Find(long id) => FindRunning(id)?.Read(_timeProvider.GetUtcNow());

    public TraceStart Start(TraceSubject subject, TimeSpan duration, string by)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, LongestDuration);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        lock (_gate)
        {
            var now = _timeProvider.GetUtcNow();
            Forget(now);
            var trace = _traces.Find(known => known.EndsAt > now && known.Subject.Equals(subject));
            if (trace?.IsWatchedBy(by) is not true && ObstacleTo(by, isNew: trace is null, now) is { } obstacle)
            {
                return new TraceStart(Trace: null, obstacle);
            }

            if (trace is null)
            {
                trace = new RunningTrace(++_lastId, subject, now);
                _traces.Add(trace);
            }

            trace.Join(by, now + duration);
            Follow(now);
            return new TraceStart(trace.Read(now));
        }
    }

    public bool Leave(long id, string by)
    {
        lock (_gate)
        {
            var now = _timeProvider.GetUtcNow();
            if (_traces.Find(trace => trace.Id == id)?.Leave(by, now) is not true)
            {
                return false;
            }

            Follow(now);
            return true;
        }
    }

    public ImmutableArray<TracedMessage> MessagesOf(long id, long after = 0) => FindRunning(id)?.Messages(after) ?? [];

    public ImmutableArray<TracedMessage> FailuresOf(long userId) =>
        MessagesIn(_ofUsers.Find(static _ => true, exchange => exchange.Request.Owner.IsAbout(userId)));

    public ImmutableArray<TracedMessage> FailuresFrom(SourceNetwork source) =>
        MessagesIn([.. _ofUsers.Find(source.Contains, static _ => true), .. _ofStrangers.Find(source.Contains, static _ => true)]);

    public void OnReceived(ReadOnlySpan<byte> message, Flow flow) => Note(message, flow, isReceived: true);

    public void OnSent(ReadOnlySpan<byte> message, Flow flow) => Note(message, flow, isReceived: false);

    public void Dispose()
    {
        _tap.Listener = null;
        _timer.Dispose();
    }

    /// <summary>A request was refused. Rare but for floods, which are only counted.</summary>
    /// <param name="request">That was refused.</param>
    /// <param name="response">As it goes out.</param>
    /// <param name="flow">That the request came over.</param>
    /// <param name="userId">Whose it is, or is said to be; <c>null</c>: nobody's here.</param>
    /// <param name="reason">In the words of the portal.</param>
    internal void NoteRefusal(SipRequest request, ReadOnlySpan<byte> response, Flow flow, long? userId, string reason)
    {
        if (_running.Length > 0)
        {
            _notes.Add(Encoding.UTF8.GetString(request.CallId), request.CSeq.Number, reason);
        }

        var memory = userId is null ? _ofStrangers : _ofUsers;
        var source = SourceNetwork.Of(flow.Peer);
        var subject = userId is { } id ? id.ToString(CultureInfo.InvariantCulture) : SubjectIn(request);
        if (!memory.CountsOnly(source, subject, _timeProvider.GetUtcNow()))
        {
            var received = _reader.Read(request.Bytes, flow, isReceived: true);
            var sent = _reader.Read(response, flow, isReceived: false, reason);
            memory.Add(source, new FailedExchange(received, sent, subject));
        }
    }

    private void Note(ReadOnlySpan<byte> bytes, Flow flow, bool isReceived)
    {
        try
        {
            TracedMessage? message = null;
            foreach (var trace in _running)
            {
                if (trace.MayTake(bytes, flow.Peer) && bytes.ContainsAnyExcept("\r\n\0"u8) && trace.HasPlaceFor(_timeProvider.GetUtcNow()))
                {
                    message ??= ReadWithReason(bytes, flow, isReceived);
                    trace.Offer(message);
                }
            }
        }
#pragma warning disable CA1031 // Whoever listens must not disturb the message.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, exception);
        }
    }

    private TracedMessage ReadWithReason(ReadOnlySpan<byte> bytes, Flow flow, bool isReceived)
    {
        var message = _reader.Read(bytes, flow, isReceived);
        return isReceived || message.StatusCode < StatusCode.BadRequest || message.Note.Length > 0
            ? message
            : message with { Note = _notes.Find(message.CallId, message.CSeq) };
    }

    /// <summary>The address that a stranger claims; cut, as nobody has proved anything yet.</summary>
    private static string SubjectIn(SipRequest request)
    {
        var to = request.Find(HeaderName.To);
        return NameAddress.TryParse(to, out var address) ? Encoding.UTF8.GetString(address.Uri[..Math.Min(address.Uri.Length, 128)]) : "";
    }

    private static ImmutableArray<TracedMessage> MessagesIn(IEnumerable<FailedExchange> exchanges) =>
        [.. exchanges.SelectMany(exchange => exchange.Messages).OrderBy(message => message.Number)];

    private RunningTrace? FindRunning(long id)
    {
        lock (_gate)
        {
            Forget(_timeProvider.GetUtcNow());
            return _traces.Find(trace => trace.Id == id);
        }
    }

    private string? ObstacleTo(string by, bool isNew, DateTimeOffset now)
    {
        if (_traces.Count(trace => trace.EndsAt > now && trace.IsWatchedBy(by)) >= MostPerWatcher)
        {
            return $"You watch {MostPerWatcher} users and addresses already. Stop one of them first.";
        }

        if (!isNew || _traces.Count < MostTraces)
        {
            return null;
        }

        var oldest = _traces.Find(trace => trace.EndsAt <= now);
        return oldest is not null && _traces.Remove(oldest)
            ? null
            : $"{MostTraces} users and addresses are watched at present, which is as many as may be. Try again when one of them is over.";
    }

    private void EndThoseThatAreDue()
    {
        lock (_gate)
        {
            Follow(_timeProvider.GetUtcNow());
        }
    }

    /// <summary>Listens as long as something is watched, and wakes when the next watch ends.</summary>
    private void Follow(DateTimeOffset now)
    {
        RunningTrace[] running = [.. _traces.Where(trace => trace.EndsAt > now)];
        _running = running;
        _tap.Listener = running.Length > 0 ? this : null;
        if (running.Length > 0)
        {
            _timer.Change(running.Min(trace => trace.EndsAt) - now, Timeout.InfiniteTimeSpan);
        }
    }

    private void Forget(DateTimeOffset now) => _traces.RemoveAll(trace => trace.EndsAt + KeptFor <= now);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be traced.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
