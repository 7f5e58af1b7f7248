namespace PbxPortal.Sip.Transport;

/// <summary>What the wire has seen since the start, for metrics.</summary>
/// <remarks>Thread-safe; each number is exact, several read one after the other need not belong together.</remarks>
public sealed class TransportCounters
{
    private long _requests;
    private long _responses;
    private long _malformed;
    private long _malformedAnswered;
    private long _keepAlives;
    private long _handlerFailures;
    private long _stunAnswers;
    private readonly long[] _connections = new long[(int)TransportProtocol.Wss + 1];
    private readonly long[] _troubles = new long[(int)ConnectionTrouble.Idle + 1];

    public long Requests => Interlocked.Read(ref _requests);

    public long Responses => Interlocked.Read(ref _responses);

    /// <summary>Messages that were no messages, answered or not.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Those among <see cref="Malformed"/> that got a stateless 400, 505 or 513.</summary>
    public long MalformedAnswered => Interlocked.Read(ref _malformedAnswered);

    public long KeepAlives => Interlocked.Read(ref _keepAlives);

    public long HandlerFailures => Interlocked.Read(ref _handlerFailures);

    /// <summary>Those among <see cref="KeepAlives"/> that were STUN Binding requests, and were answered.</summary>
    public long StunAnswers => Interlocked.Read(ref _stunAnswers);

    /// <summary>How many connections were accepted.</summary>
    public long ConnectionsOf(TransportProtocol protocol) => Interlocked.Read(ref _connections[(int)protocol]);

    /// <summary>How many connections were not taken, or ended by us, for this reason.</summary>
    public long TroublesOf(ConnectionTrouble trouble) => Interlocked.Read(ref _troubles[(int)trouble]);

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountResponse() => Interlocked.Increment(ref _responses);

    internal void CountMalformed() => Interlocked.Increment(ref _malformed);

    internal void CountMalformedAnswered() => Interlocked.Increment(ref _malformedAnswered);

    internal void CountKeepAlive() => Interlocked.Increment(ref _keepAlives);

    internal void CountStun() => Interlocked.Increment(ref _stunAnswers);

    internal void CountConnection(TransportProtocol protocol) => Interlocked.Increment(ref _connections[(int)protocol]);

    internal void CountTrouble(ConnectionTrouble trouble) => Interlocked.Increment(ref _troubles[(int)trouble]);

    internal void CountHandlerFailure() => Interlocked.Increment(ref _handlerFailures);
}
