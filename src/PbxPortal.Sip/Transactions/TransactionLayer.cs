using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>All transactions: gives each response and each copy of a request to the one it belongs to (RFC 3261, 17).</summary>
/// <remarks>
/// Thread-safe: two concurrent tables and a wheel, each entry guarded by its own lock. Bounded on both sides; a request of a
/// stranger takes no place before he has proved who he is (26.3.2.4), for only then is its transaction begun.
/// </remarks>
public sealed partial class TransactionLayer : IDisposable
{
    private readonly ConcurrentDictionary<(Branch Branch, SipMethod Method), ClientTransaction> _clients = new();
    private readonly ConcurrentDictionary<ServerTransactionKey, ServerTransaction> _servers = new();
    private readonly TimerWheel _wheel;
    private readonly ILogger _logger;
    private readonly int _most;
    private int _clientCount;
    private int _serverCount;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Hears what a transaction's user throws.</param>
    /// <param name="times"><c>null</c>: those of RFC 3261.</param>
    /// <param name="most">
    /// So many transactions at once on either side. Over UDP each stays for half a minute after its end, and a call of three devices
    /// has four towards them: so this is about two thousand calls a second.
    /// </param>
    public TransactionLayer(TimeProvider timeProvider, ILogger<TransactionLayer> logger, TransactionTimes? times = null, int most = 262_144)
    {
        _logger = logger;
        TimeProvider = timeProvider;
        Times = times ?? TransactionTimes.Default;
        _most = most;
        _wheel = new TimerWheel(timeProvider, Report);
    }

    public TransactionTimes Times { get; }

    public int ClientCount => Volatile.Read(ref _clientCount);

    public int ServerCount => Volatile.Read(ref _serverCount);

    internal TimeProvider TimeProvider { get; }

    /// <summary>Milliseconds since the layer was made.</summary>
    internal long Now => _wheel.Now;

    internal int WaitingCount => _wheel.Count;

    /// <summary>Sends a request other than INVITE or ACK over the flow, until it is answered or given up.</summary>
    /// <param name="flow">Never another than this one, and never a new connection.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="branch">As it stands in its topmost Via.</param>
    /// <param name="request">The whole request; copied.</param>
    /// <param name="user">Hears what becomes of it.</param>
    /// <returns><c>null</c>: as many transactions as may be are under way, and nothing was sent.</returns>
    public ClientTransaction? Send(
        Flow flow, SipMethod method, Branch branch, ReadOnlySpan<byte> request, ITransactionUser user)
    {
        if (!TryTakePlace(ref _clientCount))
        {
            return null;
        }

        var transaction = new NonInviteClientTransaction(this, flow, method, branch, request.ToArray(), user);
        _clients[(branch, method)] = transaction;
        transaction.Start();
        return transaction;
    }

    /// <summary>Sends an INVITE over the flow, until it is answered or given up (17.1.1).</summary>
    /// <param name="flow">Never another than this one, and never a new connection.</param>
    /// <param name="branch">As it stands in its topmost Via.</param>
    /// <param name="request">The whole request; copied.</param>
    /// <param name="user">Hears what becomes of it, perhaps before this returns.</param>
    /// <returns><c>null</c>: as many transactions as may be are under way, and nothing was sent.</returns>
    public InviteClientTransaction? SendInvite(Flow flow, Branch branch, ReadOnlySpan<byte> request, ITransactionUser user)
    {
        if (!TryTakePlace(ref _clientCount))
        {
            return null;
        }

        var transaction = new InviteClientTransaction(this, flow, branch, request.ToArray(), user);
        _clients[(branch, SipMethod.Invite)] = transaction;
        transaction.Start();
        return transaction;
    }

    /// <summary>A response goes to the request that it answers, by branch and method (17.1.3); one that answers nothing is dropped (18.1.2).</summary>
    public void OnResponse(SipResponse response)
    {
        using (response)
        {
            if (ClientCount > 0
                && Branch.TryParse(response.TopVia.Branch, out var branch)
                && _clients.TryGetValue((branch.Value, response.CSeq.Method), out var transaction))
            {
                transaction.Receive(response);
            }
        }
    }

    /// <summary>Whether the request is the copy of one that is being answered or has been; then it is answered here. The request stays the caller's.</summary>
    public bool IsCopy(SipRequest request)
    {
        if (ServerCount > 0 && _servers.TryGetValue(ServerTransactionKey.Of(request), out var transaction))
        {
            transaction.ReceiveCopy();
            return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the ACK belongs to a failure that an INVITE was answered with here; then it is done with (17.2.1). The ACK of a 2xx is
    /// a request of its own (13.2.2.4). The request stays the caller's.
    /// </summary>
    public bool TakesAck(SipRequest ack) =>
        FindInvite(ack) is InviteServerTransaction transaction && transaction.ReceiveAck();

    /// <summary>The INVITE that a CANCEL means (9.2); <c>null</c>: there is none. The request stays the caller's.</summary>
    public ServerTransaction? FindInvite(SipRequest cancel) =>
        ServerCount > 0 && _servers.TryGetValue(ServerTransactionKey.OfInvite(cancel), out var transaction) ? transaction : null;

    /// <summary>Begins to answer a request other than ACK.</summary>
    /// <param name="request">Stays the caller's.</param>
    /// <param name="flow">That it came over.</param>
    /// <param name="transaction"><c>null</c>: as many as may be are being answered; the request wants a 503 without a transaction.</param>
    public bool TryBegin(SipRequest request, Flow flow, [NotNullWhen(true)] out ServerTransaction? transaction)
    {
        transaction = null;
        if (!TryTakePlace(ref _serverCount))
        {
            return false;
        }

        var key = ServerTransactionKey.Of(request);
        ServerTransaction begun = request.Method == SipMethod.Invite
            ? new InviteServerTransaction(this, flow.ForResponseTo(request), key)
            : new NonInviteServerTransaction(this, flow.ForResponseTo(request), request.Method, key);
        if (!_servers.TryAdd(key, begun))
        {
            Interlocked.Decrement(ref _serverCount); // A copy that came at the same time on another thread was quicker.
            return false;
        }

        transaction = begun;
        return true;
    }

    /// <summary>Does something once, when the time has passed, unless the timer is disposed or set anew before.</summary>
    /// <param name="due">Kept to the next slot of the wheel, a fiftieth of a second.</param>
    /// <param name="action">Must not block: all transactions wait for it.</param>
    public ITimer StartTimer(TimeSpan due, Action action)
    {
        var timer = new WheelTimer(_wheel, action);
        timer.Change(due, Timeout.InfiniteTimeSpan);
        return timer;
    }

    public void Dispose() => _wheel.Dispose();

    /// <param name="transaction">Who is woken.</param>
    /// <param name="dueAt">As <see cref="Now"/> counts.</param>
    internal void Wake(Transaction transaction, long dueAt) => _wheel.Set(transaction, dueAt);

    /// <summary>Nothing is waited for but a message.</summary>
    internal void Rest(Transaction transaction) => _wheel.Cancel(transaction);

    internal void Remove(ClientTransaction transaction)
    {
        _wheel.Cancel(transaction);
        if (_clients.TryRemove((transaction.Branch, transaction.Method), out _))
        {
            Interlocked.Decrement(ref _clientCount);
        }
    }

    internal void Remove(ServerTransaction transaction)
    {
        _wheel.Cancel(transaction);

        // Not whatever has its key: a connection tells late that it took nothing, and by then the client may have asked anew.
        if (_servers.TryRemove(KeyValuePair.Create(transaction.Key, transaction)))
        {
            Interlocked.Decrement(ref _serverCount);
        }
    }

    internal void Report(Exception exception) => LogUserFailed(_logger, exception);

    private bool TryTakePlace(ref int count)
    {
        if (Interlocked.Increment(ref count) <= _most)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whoever sent a request failed when it was told what became of it.")]
    private static partial void LogUserFailed(ILogger logger, Exception exception);
}
