namespace PbxPortal.Sip.Transport;

/// <summary>Knows until when a connection must have done what is expected of it, with one timer for all of that.</summary>
/// <remarks>Guarded by one lock. The timer is set again only when something is due earlier than it; otherwise it looks again.</remarks>
internal sealed class ConnectionDeadlines : IDisposable
{
    /// <summary>64*T1, the time after which every transaction has given up (RFC 3261, 17): nobody waits for the rest.</summary>
    public static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(32);

    /// <summary>
    /// What a keep-alive may be late by: the server must wait longer than the interval that it named (RFC 5626, 5.4), and one that was
    /// lost on the way is sent again by TCP.
    /// </summary>
    public static readonly TimeSpan KeepAliveGrace = TimeSpan.FromSeconds(32);

    private readonly Lock _lock = new();
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly Action<ConnectionTrouble> _onMissed;
    private readonly ITimer _timer;
    private readonly long _enteredAt;
    private long _progressedAt;
    private long _heardAt;
    private long _signedAt; // The last sign of life, whatever it was.
    private TimeSpan _armedFor = Timeout.InfiniteTimeSpan; // Since _enteredAt.
    private int _holds;
    private bool _isAmidMessage = true;
    private bool _hasMessage;
    private bool _isProved;
    private bool _hasPinged;
    private TimeSpan _pingInterval = Timeout.InfiniteTimeSpan;

    /// <param name="limits">How long the connection has.</param>
    /// <param name="enteredAt">When it began, as a timestamp of the clock.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="onMissed">Called at the first deadline that is missed.</param>
    public ConnectionDeadlines(
        ConnectionLimits limits,
        long enteredAt,
        TimeProvider timeProvider,
        Action<ConnectionTrouble> onMissed)
    {
        _limits = limits;
        _timeProvider = timeProvider;
        _onMissed = onMissed;
        _enteredAt = enteredAt;
        _progressedAt = timeProvider.GetTimestamp();
        _heardAt = _progressedAt;
        _signedAt = _progressedAt;
        _timer = timeProvider.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Bytes have come. A message that has begun must end in time, however its bytes trickle in; between messages nobody waits.</summary>
    public void Note(bool isAmidMessage, bool hasProgressed)
    {
        lock (_lock)
        {
            _signedAt = _timeProvider.GetTimestamp();
            if (isAmidMessage && (hasProgressed || !_isAmidMessage))
            {
                _progressedAt = _signedAt;
            }

            var mustArm = isAmidMessage && !_isAmidMessage;
            _isAmidMessage = isAmidMessage;
            if (mustArm)
            {
                Arm();
            }
        }
    }

    /// <summary>A whole message has come.</summary>
    public void NoteMessage()
    {
        lock (_lock)
        {
            _hasMessage = true;
            _heardAt = _timeProvider.GetTimestamp();
        }
    }

    /// <summary>A keep-alive has come.</summary>
    public void NotePing()
    {
        lock (_lock)
        {
            _signedAt = _timeProvider.GetTimestamp();
            if (!_hasPinged)
            {
                _hasPinged = true;
                Arm();
            }
        }
    }

    /// <summary>
    /// How often keep-alives must come. Watched from the first of them on: phones that ignore the Flow-Timer, as web phones and some
    /// desk phones do, would otherwise be cut off every few minutes although nothing is wrong with them.
    /// </summary>
    public void ExpectPings(TimeSpan interval)
    {
        lock (_lock)
        {
            if (_pingInterval != interval)
            {
                _pingInterval = interval;
                Arm();
            }
        }
    }

    /// <summary>A credential has been proved. Gives whether it is the first one.</summary>
    public bool NoteProof()
    {
        lock (_lock)
        {
            var isFirst = !_isProved;
            _isProved = true;
            if (isFirst)
            {
                Arm();
            }

            return isFirst;
        }
    }

    /// <summary>Something more, or something less, stands for which the connection is needed.</summary>
    public void NoteHold(int change)
    {
        lock (_lock)
        {
            _holds += change;
            if (_holds == 0)
            {
                _heardAt = _timeProvider.GetTimestamp();
                Arm();
            }
        }
    }

    private void Look()
    {
        ConnectionTrouble trouble;
        lock (_lock)
        {
            _armedFor = Timeout.InfiniteTimeSpan;
            (var due, trouble) = Next();
            if (due == Timeout.InfiniteTimeSpan || due > _timeProvider.GetElapsedTime(_enteredAt))
            {
                Arm();
                return;
            }
        }

        _onMissed(trouble);
    }

    private void Arm()
    {
        var (due, _) = Next();
        if (due == Timeout.InfiniteTimeSpan || (_armedFor != Timeout.InfiniteTimeSpan && _armedFor <= due))
        {
            return;
        }

        _armedFor = due;
        var left = due - _timeProvider.GetElapsedTime(_enteredAt);
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is due next, since the connection began, and what it means to miss it.</summary>
    private (TimeSpan Due, ConnectionTrouble Trouble) Next()
    {
        var next = (Due: Timeout.InfiniteTimeSpan, Trouble: ConnectionTrouble.Idle);
        if (_isAmidMessage)
        {
            Consider(_progressedAt, MessageTimeout, ConnectionTrouble.MessageTooSlow);
        }

        if (!_hasMessage)
        {
            Consider(_enteredAt, _limits.FirstMessageTimeout, ConnectionTrouble.NoMessage);
        }

        if (!_isProved)
        {
            Consider(_enteredAt, _limits.AuthenticationTimeout, ConnectionTrouble.NotAuthenticated);
        }
        else if (_holds == 0)
        {
            Consider(_heardAt, _limits.IdleTimeout, ConnectionTrouble.Idle);
        }

        if (_hasPinged && _pingInterval != Timeout.InfiniteTimeSpan)
        {
            Consider(_signedAt, _pingInterval + KeepAliveGrace, ConnectionTrouble.KeepAlivesStopped);
        }

        return next;

        void Consider(long since, TimeSpan timeout, ConnectionTrouble trouble)
        {
            var due = _timeProvider.GetElapsedTime(_enteredAt, since) + timeout;
            if (timeout != Timeout.InfiniteTimeSpan && (next.Due == Timeout.InfiniteTimeSpan || due < next.Due))
            {
                next = (due, trouble);
            }
        }
    }
}
