using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>The stateful forking proxy of RFC 3261, 16: a call rings wherever the user is registered. It knows transactions, and no dialogs.</summary>
/// <remarks>Thread-safe: two tables, each request in a context with a lock of its own.</remarks>
public sealed partial class Proxy : IDisposable
{
    private readonly ProxyParts _parts;
    private readonly TransactionLayer _transactions;
    private readonly ICallBook _book;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<ServerTransaction, ResponseContext> _invites = new();

    /// <param name="parts">What it stands on.</param>
    /// <param name="book">Hears of calls.</param>
    public Proxy(ProxyParts parts, ICallBook book)
    {
        _parts = parts;
        _transactions = parts.Requests.Transactions;
        _logger = parts.Logger;
        _book = book;
        parts.LocationService.Changed += OnLocationChanged;
    }

    /// <summary>INVITEs that are being answered.</summary>
    internal int InviteCount => _invites.Count;

    /// <summary>Callers whose connection is watched.</summary>
    internal int WatchedCallerCount => _parts.LostCallers.Count;

    /// <summary>Whether the request is one of a dialog that began through us, so that its Route and not its method decides.</summary>
    public bool IsOfDialog(SipRequest request, Flow flow) =>
        request.Contains(HeaderName.Route) && !request.ToTag.IsEmpty && _parts.Routes.Read(request, flow).Note is not null;

    /// <summary>Forwards a request other than ACK and CANCEL, or says why not; and disposes it.</summary>
    public void Handle(SipRequest request, Flow flow, Outbox outbox)
    {
        var isKept = false;
        try
        {
            isKept = !_transactions.IsCopy(request) && Forward(request, flow, outbox);
        }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, exception, flow.Peer, request.CSeq.Number);
            Refuse(request, flow, outbox, new ProxyRefusal(StatusCode.ServerInternalError));
        }
        finally
        {
            if (!isKept)
            {
                request.Dispose();
            }
        }
    }

    /// <summary>
    /// The ACK of a failure ends here (17.2.1); that of a 2xx goes the way of its dialog, without a transaction (16, 13.2.2.4). It is never
    /// answered.
    /// </summary>
    public void HandleAck(SipRequest ack, Flow flow, Outbox outbox)
    {
        using (ack)
        {
            if (_transactions.TakesAck(ack) || ack.MaxForwards == 0 || ack.ToTag.IsEmpty)
            {
                return;
            }

            var routes = _parts.Routes.Read(ack, flow);
            if (routes.Note is { } note && _parts.Targets.FindWithinDialog(routes, note) is { Targets: [{ Flow: { } way } target, ..] })
            {
                var buffer = MessageBuffer.Rent();
                var proxied = new ProxiedRequest { Message = ack, Flow = flow, Routes = routes, ComesFromTrunk = IsFromTrunk(flow) };
                _parts.Forwarder.Write(buffer, proxied, target, Branch.New(RequestValidation.MarkOf(ack)), proxied.MaxBreadth);
                if (way.Protocol == TransportProtocol.Udp)
                {
                    outbox.Add(way, buffer);
                }
                else
                {
                    _ = SendAsync(way, buffer); // At once, as its transactions do, so that a BYE that comes next does not overtake it.
                }
            }
        }
    }

    /// <summary>Stops what its INVITE has begun (16.10), and disposes it.</summary>
    /// <remarks>
    /// Where there is no such INVITE, 16.10 has the CANCEL forwarded without state, for the sake of proxies whose branches can be computed
    /// again. Ours are random: it could stop nothing, and is told so (9.2).
    /// </remarks>
    public void HandleCancel(SipRequest cancel, Flow flow, Outbox outbox)
    {
        using (cancel)
        {
            if (_transactions.IsCopy(cancel))
            {
                return;
            }

            if (_transactions.FindInvite(cancel) is not { } invite)
            {
                Refuse(cancel, flow, outbox, new ProxyRefusal(StatusCode.CallOrTransactionDoesNotExist));
            }
            else if (_transactions.TryBegin(cancel, flow, out var server))
            {
                new Upstream(server, new ProxiedRequest { Message = cancel, Flow = flow, Routes = NoRoutes }).Respond(StatusCode.Ok);
                if (_invites.TryGetValue(invite, out var context))
                {
                    context.Cancel(Encoding.UTF8.GetString(cancel.Find(HeaderName.Reason)));
                }
            }
        }
    }

    /// <summary>A connection has ended: nothing leads there any more, and who called over it may not come back.</summary>
    public void OnClosed(Flow flow)
    {
        _parts.Flows.Forget(flow);
        _parts.LostCallers.OnClosed(flow);
    }

    public void Dispose() => _parts.LocationService.Changed -= OnLocationChanged;

    private static RouteSet NoRoutes { get; } = new([], [], Note: null);

    private static async Task SendAsync(Flow flow, MessageBuffer message) => await flow.SendAsync(message, CancellationToken.None);

    /// <summary>Gives whether the request is kept.</summary>
    private bool Forward(SipRequest request, Flow flow, Outbox outbox)
    {
        if (RequestValidation.Check(request) is { } invalid)
        {
            return Refuse(request, flow, outbox, invalid);
        }

        var routes = _parts.Routes.Read(request, flow);
        if (request.ToTag.IsEmpty && request.Method is SipMethod.Invite or SipMethod.Message or SipMethod.Refer or SipMethod.Subscribe)
        {
            return ForwardNew(request, flow, outbox, routes);
        }

        return !request.ToTag.IsEmpty && routes.Note is { } note
            ? ForwardWithinDialog(request, flow, outbox, routes, note)
            : Refuse(request, flow, outbox, new ProxyRefusal(StatusCode.CallOrTransactionDoesNotExist));
    }

    /// <summary>Outside of any dialog: who is it, and may he go there? Until he has proved it, nothing is kept of him (26.3.2.4).</summary>
    private bool ForwardNew(SipRequest request, Flow flow, Outbox outbox, RouteSet routes)
    {
        if (!_parts.Callers.TryFind(request, flow, out var caller, out var refusal))
        {
            return Refuse(request, flow, outbox, refusal);
        }

        if (!TryBegin(request, flow, outbox, out var server))
        {
            return false;
        }

        var proxied = new ProxiedRequest
        {
            Message = request,
            Flow = flow,
            Routes = routes,
            Caller = caller,
            CallerDeviceId = caller.User is { } user ? _parts.Targets.DeviceOver(flow, user.Id) : 0,
            ComesFromTrunk = caller.Trunk is not null,
        };
        Start(proxied, server, _parts.Targets.Find(routes, caller, flow.Protocol is TransportProtocol.Tls or TransportProtocol.Wss));
        return true;
    }

    /// <summary>Where the token leads (RFC 5626, 5.3.2). It was given by us to those who are in the dialog, which proves enough.</summary>
    private bool ForwardWithinDialog(SipRequest request, Flow flow, Outbox outbox, RouteSet routes, in FlowNote note)
    {
        if (request.Method == SipMethod.Bye)
        {
            // Whoever sends it has hung up, also when it cannot be forwarded (15.1.1).
            _book.HangUp(
                Encoding.UTF8.GetString(request.CallId),
                Encoding.UTF8.GetString(request.FromTag),
                Encoding.UTF8.GetString(request.ToTag),
                _parts.TimeProvider.GetUtcNow());
        }

        var destination = _parts.Targets.FindWithinDialog(routes, note);
        if (destination.Refusal is { } refusal)
        {
            return Refuse(request, flow, outbox, refusal);
        }

        if (!TryBegin(request, flow, outbox, out var server))
        {
            return false;
        }

        Start(new ProxiedRequest { Message = request, Flow = flow, Routes = routes, ComesFromTrunk = IsFromTrunk(flow) }, server, destination);
        return true;
    }

    /// <summary>From here on the request has its transaction, and whatever happens it is answered in it.</summary>
    private void Start(ProxiedRequest request, ServerTransaction server, Destination destination)
    {
        var upstream = new Upstream(server, request);
        var record = CallRecord.None;
        try
        {
            if (request.Method == SipMethod.Invite)
            {
                upstream.Respond(StatusCode.Trying); // At once, so that the caller does not send it again (16.2).
            }

            record = CallRecord.Begin(_book, request, destination.Callee, _parts.TimeProvider.GetUtcNow());
            if (destination.Refusal is { } refusal)
            {
                upstream.Respond(refusal.StatusCode, refusal.ReasonPhrase, refusal.Write);
                record.Finish(refusal.StatusCode);
                return;
            }

            Fork(request, server, destination, upstream, record);
        }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, exception, request.Flow.Peer, request.Message.CSeq.Number);
            upstream.Respond(StatusCode.ServerInternalError);
            record.Finish(StatusCode.ServerInternalError);
        }
    }

    private void Fork(ProxiedRequest request, ServerTransaction server, Destination destination, Upstream upstream, CallRecord record)
    {
        var isInvite = request.Method == SipMethod.Invite;
        var cSeq = request.Message.CSeq.Number; // The context gives the message back when all is said, perhaps before it fails.
        var context = new ResponseContext(
            request, upstream, _parts.Context, record, isInvite ? destination.RingTime : null, closed => Forget(server, closed));
        try
        {
            if (isInvite)
            {
                _invites[server] = context;
            }

            if (isInvite && request.Caller is not null)
            {
                _parts.LostCallers.Add(context, request);
            }

            context.Start(destination.Targets, request.Caller is null ? null : destination.JoiningUserId, isInvite && destination.MayOthersJoin);
        }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, exception, request.Flow.Peer, cSeq);
            context.Abort(); // Some phones may ring already.
        }
    }

    private void Forget(ServerTransaction server, ResponseContext context)
    {
        _invites.TryRemove(server, out _);
        _parts.LostCallers.Remove(context);
    }

    private bool TryBegin(
        SipRequest request, Flow flow, Outbox outbox, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServerTransaction? server)
    {
        if (_transactions.TryBegin(request, flow, out server))
        {
            return true;
        }

        if (!_transactions.IsCopy(request))
        {
            Refuse(request, flow, outbox, ProxyRefusal.Overloaded);
        }

        return false;
    }

    /// <summary>Always <c>false</c>: the request is not kept.</summary>
    private static bool Refuse(SipRequest request, Flow flow, Outbox outbox, ProxyRefusal refusal)
    {
        refusal.Send(request, flow, outbox);
        return false;
    }

    private bool IsFromTrunk(Flow flow) => _parts.Callers.TrunkOf(flow) is not null;

    /// <summary>On the location service's loop, which must not wait: what a call needs is done elsewhere.</summary>
    private void OnLocationChanged(IReadOnlyList<DeviceTouch> touched)
    {
        foreach (var (userId, context) in _parts.Ringing.Of(touched))
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Join(context, userId), state: null);
        }
    }

    private void Join(ResponseContext context, long userId)
    {
        try
        {
            context.Join(_parts.Targets.DevicesOf(userId));
        }
#pragma warning disable CA1031 // Nobody stands above this thread: what it throws would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogJoinFailed(_logger, exception, userId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request from {Peer} (CSeq {CSeq}) could not be forwarded.")]
    private static partial void LogFailed(ILogger logger, Exception exception, PeerAddress peer, uint cSeq);

    [LoggerMessage(Level = LogLevel.Error, Message = "A device of user {UserId} could not join a call.")]
    private static partial void LogJoinFailed(ILogger logger, Exception exception, long userId);
}
