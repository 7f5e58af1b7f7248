using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Server.Push;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>The response context of RFC 3261, 16.2: one request that came, the copies that went out, and which answer goes back.</summary>
/// <remarks>
/// Guarded by one lock, which is taken before those of transactions and never while one of them is held. What is sent within it may
/// come back at once as a transport error, on the same thread.
/// </remarks>
/// <param name="request">What came.</param>
/// <param name="upstream">The way back.</param>
/// <param name="parts">What it works with.</param>
/// <param name="record">Of the call.</param>
/// <param name="ringTime">How long one group of devices rings before the next one does; <c>null</c>: all ring at once.</param>
/// <param name="onClosed">Told once, when nothing is waited for any more.</param>
internal sealed class ResponseContext(
    ProxiedRequest request, Upstream upstream, ContextParts parts, CallRecord record, TimeSpan? ringTime, Action<ResponseContext> onClosed)
{
    /// <summary>So often may the devices of one call send it on; people do it once or twice.</summary>
    private const int MostForwards = 5;

    private const string RingTimeReason = "SIP ;cause=408 ;text=\"Ring time is over\"";

    private readonly Lock _gate = new();
    private readonly ContextBranches _branches = new();
    private readonly WaitingTargets _waiting = new(request.MaxBreadth, isByPriority: ringTime is not null);
    private readonly Dictionary<long, bool> _joiningUserIds = []; // And whether their devices may join in that were not woken.
    private ITimer? _groupTimer;
    private CallResult? _givenUp; // By the caller, or as there is none any more.
    private int _forwards;
    private bool _isAnswered;
    private bool _isFinished;
    private bool _isStopped; // A 6xx came: nobody else shall be asked (16.7, step 5).
    private bool _isClosed;

    private bool IsOpen => !_isAnswered && !_isFinished && _givenUp is null && !_isStopped;

    /// <summary>Read once: the request is given back before its last 2xx has come.</summary>
    private bool IsInvite { get; } = request.Method == SipMethod.Invite;

    /// <summary>Within a dialog nothing rings, and nobody is woken.</summary>
    private bool IsNew => request.Caller is not null;

    private bool IsNewCall => IsInvite && IsNew;

    /// <param name="targets">Where it goes.</param>
    /// <param name="joiningUserId">Whose devices join in when they register while it rings; <c>null</c>: nobody's.</param>
    /// <param name="mayOthersJoin">Not only those that are woken for it.</param>
    public void Start(IReadOnlyList<Target> targets, long? joiningUserId, bool mayOthersJoin)
    {
        lock (_gate)
        {
            if (joiningUserId is { } userId && (mayOthersJoin || targets.Any(target => target.MayBeWoken)))
            {
                LetJoin(userId, mayOthersJoin);
            }

            // One share more than there are targets is kept where devices may come later.
            _waiting.Share(targets.Count + (mayOthersJoin ? _joiningUserIds.Count : 0));
            if (_waiting.IsForbidden)
            {
                Finish(StatusCode.MaxBreadthExceeded); // RFC 5393, 5.3.3.
                return;
            }

            foreach (var target in targets.Where(target => !IsCallers(target)))
            {
                _waiting.Add(target);
            }

            StartWaiting();
            FinishIfDone();
        }
    }

    /// <summary>
    /// Devices that have registered while it rings ring too, but none that has had its say already. What is no call also goes to one that
    /// was woken for it, when another has taken it by then.
    /// </summary>
    public void Join(IReadOnlyList<Target> targets)
    {
        lock (_gate)
        {
            if (!IsOpen && !_branches.AnyIsWaking)
            {
                return;
            }

            foreach (var target in targets.Where(target => target.Flow is not null && !IsCallers(target)))
            {
                Join(target);
            }

            StartWaiting();
        }
    }

    /// <summary>The caller gives up (16.10).</summary>
    /// <param name="reason">His Reason, passed on (RFC 3326, 2).</param>
    public void Cancel(string reason) => GiveUp(CallResult.Cancelled, BranchStop.ByCaller(reason));

    /// <summary>The caller's connection has ended, and nobody can be answered any more.</summary>
    public void LoseCaller() => GiveUp(CallResult.CallerLost, BranchStop.CallerLost);

    /// <summary>The caller is back over another connection.</summary>
    public void MoveCaller(Flow flow)
    {
        lock (_gate)
        {
            upstream.MoveTo(flow);
        }
    }

    /// <summary>A failure of ours, perhaps half way: nobody rings on, and the caller is told.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            try
            {
                if (!_isAnswered && !_isFinished)
                {
                    _isFinished = true;
                    upstream.Respond(StatusCode.ServerInternalError);
                    record.Finish(StatusCode.ServerInternalError);
                }

                StopOthers(except: null, BranchStop.Abort);
            }
            finally
            {
                Close(); // With what is left half done the request stays to the collector.
            }
        }
    }

    internal void OnResponse(ContextBranch branch, ClientTransaction transaction, SipResponse response)
    {
        lock (_gate)
        {
            if (branch.Client is not null && branch.Client != transaction)
            {
                return; // It has been sent again with credentials.
            }

            switch (response.StatusCode)
            {
                case < StatusCode.Ok:
                    TakeProvisional(branch, response);
                    break;
                case < StatusCode.MultipleChoices:
                    TakeSuccess(branch, response);
                    break;
                default:
                    TakeFailure(branch, response);
                    break;
            }
        }
    }

    internal void OnTimeout(ContextBranch branch, ClientTransaction transaction)
    {
        lock (_gate)
        {
            if (!IsOver(branch, transaction))
            {
                End(branch, branch.HasProvisional ? BranchResult.NoAnswer : BranchResult.Unreachable, StatusCode.RequestTimeout);
            }
        }
    }

    /// <summary>As if a 503 had come (16.9); the others ring on.</summary>
    internal void OnTransportError(ContextBranch branch, ClientTransaction transaction)
    {
        lock (_gate)
        {
            if (!IsOver(branch, transaction))
            {
                End(branch, branch.HasProvisional ? BranchResult.ConnectionLost : BranchResult.Unreachable, StatusCode.ServiceUnavailable);
            }
        }
    }

    /// <summary>16.8: CANCEL where something has come back, else as if a 408 had come.</summary>
    internal void OnTimerC(ContextBranch branch)
    {
        lock (_gate)
        {
            if (!branch.IsDone)
            {
                EndRinging(branch, reason: "");
            }
        }
    }

    private static bool IsOver(ContextBranch branch, ClientTransaction transaction) =>
        branch.IsDone || (branch.Client is not null && branch.Client != transaction);

    /// <summary>Who calls his own extension means his other devices.</summary>
    private bool IsCallers(Target target) => target.DeviceId != 0 && target.DeviceId == request.CallerDeviceId;

    private void LetJoin(long userId, bool mayOthersJoin)
    {
        if (_joiningUserIds.TryAdd(userId, mayOthersJoin))
        {
            parts.Ringing.Add(userId, this);
        }
        else if (mayOthersJoin)
        {
            _joiningUserIds[userId] = true;
        }
    }

    private bool MayJoin(Target target) => IsOpen && target.User is { } user && _joiningUserIds.GetValueOrDefault(user.Id);

    private void Join(Target target)
    {
        if (_branches.FindWaking(target) is { } waking)
        {
            if (waking.Target.Lease != target.Lease)
            {
                waking.IsWaking = false; // It has registered: now the request can go there (RFC 8599, 5.6.2).
                waking.Timer?.Dispose();
                waking.Timer = null;
                waking.Target = target with { Push = null };
                Begin(waking);
            }
        }
        else if (!_branches.HasHeard(target) && !_waiting.TryReplace(target) && MayJoin(target))
        {
            _waiting.Add(target with { Push = null });
        }
    }

    /// <summary>As many of those that wait as the breadth allows (RFC 5393, 5.5), of the group that has its turn.</summary>
    private void StartWaiting()
    {
        while (IsOpen && _waiting.TryTake(out var target, out var breadth))
        {
            var branch = _branches.Add(this, target, breadth);
            record.Try(branch);
            Begin(branch);
        }
    }

    private void Begin(ContextBranch branch)
    {
        if (IsNewCall && branch.Target.DoNotDisturb)
        {
            End(branch, BranchResult.DoNotDisturb, StatusCode.TemporarilyUnavailable);
        }
        else if (IsNew && branch.Target is { Push: { } contact, User: { } user })
        {
            Wake(branch, contact, user);
        }
        else if (branch.Target is { Trunk.Gateway: not null, Flow: null })
        {
            branch.IsSeeking = true;
            _ = SeekAsync(branch, branch.Target.Trunk.Gateway);
        }
        else
        {
            Send(branch);
        }
    }

    /// <summary>DNS is asked and connections are opened while nobody's thread waits; what is known is taken at once.</summary>
    private async Task SeekAsync(ContextBranch branch, GatewayLocator gateway)
    {
        try
        {
            SendBy(branch, await parts.Gateways.FindAsync(gateway, branch.Target.Hops));
        }
#pragma warning disable CA1031 // Nobody awaits this; a failure of ours costs this one request, and its sender is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            parts.Sender.Report(exception);
            Abort();
        }
    }

    private void SendBy(ContextBranch branch, GatewayWay way)
    {
        lock (_gate)
        {
            branch.IsSeeking = false;
            if (branch.IsDone)
            {
                return; // The caller has given up.
            }

            branch.Target = branch.Target with { Flow = way.Flow, Hops = way.Hops };
            if (way.Flow is null)
            {
                End(branch, BranchResult.Unreachable, StatusCode.ServiceUnavailable, way.Failure);
            }
            else
            {
                Send(branch);
            }
        }
    }

    /// <summary>Whatever begins something waits for the device (RFC 8599, 5.6.2).</summary>
    private void Wake(ContextBranch branch, PushContact contact, User user)
    {
        branch.IsWaking = true;
        var patience = IsInvite ? parts.Waker.Patience : parts.Waker.ShortPatience;
        branch.Timer = parts.Sender.After(patience, () => OnNotWoken(branch, "it did not register in time"));
        var order = new PushOrder(
            contact,
            Encoding.UTF8.GetString(request.Message.MethodBytes),
            Encoding.UTF8.GetString(request.Message.CallId),
            user.Extension,
            user.Domain.Name);
        parts.Waker.Wake(order, reason => OnNotWoken(branch, reason));
    }

    private void Send(ContextBranch branch)
    {
        if (request.IsSips && branch.Target.Flow is { Protocol: not (TransportProtocol.Tls or TransportProtocol.Wss) })
        {
            End(branch, BranchResult.NotEncrypted, StatusCode.TemporarilyUnavailable);
        }
        else if (branch.Target.Flow is not { IsClosed: false })
        {
            End(branch, BranchResult.Unreachable, StatusCode.ServiceUnavailable);
        }
        else if (!parts.Sender.TrySend(request, branch))
        {
            branch.HasFoundNoPlace = true;
            End(branch, BranchResult.Failed, StatusCode.ServiceUnavailable, "too many requests are under way");
        }
        else if (IsInvite && !branch.IsDone)
        {
            parts.Sender.StartTimerC(this, branch);
        }
    }

    private void OnNotWoken(ContextBranch branch, string reason)
    {
        lock (_gate)
        {
            if (branch is { IsWaking: true, IsDone: false })
            {
                End(branch, BranchResult.NotWoken, StatusCode.TemporarilyUnavailable, reason);
            }
        }
    }

    /// <summary>Groups ring one after the other, the most wanted first (16.6): the next one has its turn.</summary>
    private void StartNextGroup()
    {
        if (ringTime is not { } time || !IsOpen || !_waiting.TryAdvance())
        {
            return;
        }

        if (_groupTimer is { } running)
        {
            running.Change(time, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _groupTimer = parts.Sender.After(time, OnGroupTimer);
        }

        StartWaiting();
    }

    private void OnGroupTimer()
    {
        lock (_gate)
        {
            if (!IsOpen)
            {
                return;
            }

            if (!_waiting.HasNextGroup)
            {
                _groupTimer?.Change(ringTime!.Value, Timeout.InfiniteTimeSpan); // The last one rings on; but a device may join in.
                return;
            }

            var group = _waiting.Group;
            foreach (var branch in _branches.All.Where(branch => branch is { IsDone: false, HasRungTooLong: false }).ToList())
            {
                EndRinging(branch, RingTimeReason);
            }

            if (_waiting.Group == group)
            {
                StartNextGroup(); // Unless all have ended by now, and it has begun.
            }
        }
    }

    /// <summary>It has rung long enough. Its CANCEL waits for the first response (9.1); whoever comes next need not.</summary>
    private void EndRinging(ContextBranch branch, string reason)
    {
        branch.HasRungTooLong = true;
        (branch.Client as InviteClientTransaction)?.Cancel(reason);
        if (branch.IsWaking)
        {
            End(branch, BranchResult.NotWoken, StatusCode.TemporarilyUnavailable, "it did not register in time");
        }
        else if (!branch.HasProvisional)
        {
            End(branch, BranchResult.Unreachable, StatusCode.RequestTimeout);
        }
    }

    private void TakeProvisional(ContextBranch branch, SipResponse response)
    {
        var isFirst = !branch.HasProvisional;
        branch.HasProvisional = true;
        if (isFirst && IsInvite && branch is { IsDone: false, Target.NextHop: not null })
        {
            parts.Sender.StartTimerC(this, branch); // This place is there: it has the usual time now.
        }

        if (branch.IsDone || response.StatusCode == StatusCode.Trying || !IsInvite)
        {
            return; // 16.7, step 5: a 100 ends here; and nothing else has others (RFC 4320, 4.1).
        }

        parts.Sender.StartTimerC(this, branch);
        record.Progress(branch, response.StatusCode);
        if (!_isAnswered && !_isFinished)
        {
            upstream.Forward(response);
        }
    }

    /// <summary>Every 2xx to an INVITE goes back, also those of further branches and their copies; of another request the first one.</summary>
    private void TakeSuccess(ContextBranch branch, SipResponse response)
    {
        var isFirstOfBranch = !branch.IsAnswered;
        if (_isFinished || (!IsInvite && _isAnswered))
        {
            EndIfOpen(branch, BranchResult.Answered, response.StatusCode);
            return;
        }

        _isAnswered = true;
        branch.IsAnswered = true;
        EndIfOpen(branch, BranchResult.Answered, response.StatusCode);
        if (isFirstOfBranch)
        {
            record.Answer(branch, response);
        }

        upstream.Forward(response);
        StopOthers(branch, BranchStop.Elsewhere);
        FinishIfDone();
    }

    private void TakeFailure(ContextBranch branch, SipResponse response)
    {
        if (branch.IsDone)
        {
            return;
        }

        if (IsOpen && BranchSender.Answers(branch, response))
        {
            Send(branch);
            return;
        }

        if (IsOpen && IsNewCall && response.StatusCode is >= StatusCode.MultipleChoices and < StatusCode.BadRequest && TryFollow(branch, response))
        {
            return;
        }

        var hasRungTooLong = branch.HasRungTooLong && response.StatusCode == StatusCode.RequestTerminated;
        branch.Final = hasRungTooLong || _isAnswered || _isFinished ? null : Forwarding.Keep(response); // Nobody chooses any more after an answer.
        if (response.StatusCode >= StatusCode.BusyEverywhere)
        {
            _isStopped = true;
            StopOthers(branch, BranchStop.Refused(branch.Target.Shown, response.StatusCode));
        }

        var status = hasRungTooLong ? StatusCode.RequestTimeout : response.StatusCode;
        End(branch, CallRecord.ResultOfBranch(status), status);
    }

    /// <summary>
    /// Sends the call on to where a 3xx says, if it leads anywhere new (16.5: a target is tried once). Then the response is no candidate any
    /// more (16.7, step 4); what rings by it rings at once, whatever group has its turn.
    /// </summary>
    private bool TryFollow(ContextBranch branch, SipResponse redirect)
    {
        var followed = new List<string>();
        foreach (var forward in _forwards < MostForwards ? parts.Forwards.Find(redirect, branch.Target, request.IsSips) : [])
        {
            var fresh = forward.Targets.Where(target => !IsCallers(target) && !_branches.HaveTried(target) && !_waiting.Has(target)).ToList();
            if (fresh.Count == 0)
            {
                continue;
            }

            followed.Add(forward.Callee.Address);
            fresh.ForEach(target => _waiting.Add(target with { QValue = Math.Max(target.QValue, _waiting.Group) }));
            if (forward.UserId is { } userId)
            {
                LetJoin(userId, mayOthersJoin: true);
            }
        }

        if (followed.Count == 0)
        {
            return false;
        }

        _forwards++;
        End(branch, BranchResult.Forwarded, redirect.StatusCode, $"to {string.Join(", ", followed)}");
        return true;
    }

    private void GiveUp(CallResult result, BranchStop stop)
    {
        lock (_gate)
        {
            if (!IsInvite || _isAnswered || _isFinished)
            {
                return;
            }

            _givenUp ??= result;
            StopOthers(except: null, stop);
            foreach (var branch in _branches.All.Where(branch => branch is { IsDone: false, HasProvisional: false }).ToList())
            {
                // It has never been heard of. Its CANCEL waits for the first response (9.1); the caller need not.
                End(branch, stop.Result, StatusCode.RequestTerminated, stop.Note);
            }

            FinishIfDone();
        }
    }

    private void StopOthers(ContextBranch? except, BranchStop stop)
    {
        _waiting.Clear();
        _branches.StopOthers(except, stop);
        if (!IsInvite && stop == BranchStop.Elsewhere)
        {
            return; // A message is for the app that is being woken too.
        }

        foreach (var unsent in _branches.Unsent)
        {
            End(unsent, stop.Result, StatusCode.RequestTerminated, stop.Note);
        }
    }

    private void EndIfOpen(ContextBranch branch, BranchResult result, int status)
    {
        if (!branch.IsDone)
        {
            End(branch, result, status);
        }
    }

    private void End(ContextBranch branch, BranchResult result, int status, string note = "")
    {
        branch.IsDone = true;
        branch.Status = status;
        var stop = result != BranchResult.Answered
            && status is StatusCode.RequestTerminated or StatusCode.RequestTimeout or StatusCode.ServiceUnavailable ? branch.Stop : null;
        branch.Result = stop?.Result ?? result;
        branch.Note = stop?.Note ?? note;
        branch.Timer?.Dispose();
        _waiting.Return(branch.Breadth);
        record.End(branch);
        TryAnotherWay(branch);
        StartWaiting();
        FinishIfDone();
    }

    /// <summary>Over another flow of the same phone (RFC 5626, 7), or to another place of the same gateway (RFC 3263, 4.3).</summary>
    private void TryAnotherWay(ContextBranch branch)
    {
        if (branch.Target.Trunk is not null && branch.Target.Hops is [var hop, ..] && HasHopFailed(branch))
        {
            parts.Gateways.NoteFailure(hop, branch.Final is null ? "it does not answer" : "it answered 503");
            if (IsOpen && branch.Target.NextHop is { } another)
            {
                branch.HasFailedOver = true;
                _waiting.Add(another);
            }
        }

        var hasFlowFailed = branch.Status == StatusCode.FlowFailed
            || branch.Result is BranchResult.Unreachable or BranchResult.ConnectionLost or BranchResult.NotEncrypted;
        if (hasFlowFailed && IsOpen && branch.Target.Next is { } next)
        {
            _waiting.Add(next);
        }
    }

    /// <summary>4.3: nothing came back, or the connection does not stand, or the place itself says that it does not serve.</summary>
    private static bool HasHopFailed(ContextBranch branch) =>
        branch.Result == BranchResult.Unreachable
        || (branch is { Status: StatusCode.ServiceUnavailable, Final: not null } && branch.Stop is null);

    private void FinishIfDone()
    {
        if (!_waiting.IsEmpty)
        {
            if (_branches.HaveFailed)
            {
                StartNextGroup();
            }

            return;
        }

        if (!_branches.AreDone)
        {
            return;
        }

        if (!_isAnswered && !_isFinished)
        {
            SendFinal();
        }
        else
        {
            End();
        }
    }

    private void SendFinal()
    {
        _isFinished = true; // First: what is sent now may come back as an error.
        if (_givenUp is not null)
        {
            Finish(StatusCode.RequestTerminated);
        }
        else if (BestResponse.Choose(_branches.All) is not { } best)
        {
            Finish(StatusCode.TemporarilyUnavailable); // He has no other device.
        }
        else
        {
            record.Finish(upstream.SendBest(best, _branches.All));
            End();
        }
    }

    /// <summary>With a response of our own.</summary>
    private void Finish(int status)
    {
        _isFinished = true;
        upstream.Respond(status);
        record.Finish(status, _givenUp);
        End();
    }

    /// <summary>All is said: what may still come are further 2xx, which need nothing of the request.</summary>
    private void End()
    {
        if (!_isClosed)
        {
            Close();
            _branches.ForgetFinals();
            request.Message.Dispose();
        }
    }

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _groupTimer?.Dispose();
        foreach (var userId in _joiningUserIds.Keys)
        {
            parts.Ringing.Remove(userId, this);
        }

        onClosed(this);
    }
}
