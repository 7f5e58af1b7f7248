using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Sends one INVITE until it is answered, and acknowledges its failure (RFC 3261, 17.1.1 and figure 5; RFC 6026, 8.4).</summary>
public sealed class InviteClientTransaction : ClientTransaction
{
    /// <summary>A connection sends nothing twice; instead it is looked whether it still stands, also while the other end rings.</summary>
    private static readonly TimeSpan ConnectionLook = TimeSpan.FromSeconds(1);

    private byte[] _request; // Empty once it is answered: for half a minute afterwards only copies of the answer are waited for.
    private TimeSpan _intervalA;
    private long _timerA;
    private long _end; // Timer B; after a CANCEL when its effect is waited for no longer; then timer D or M.
    private byte[]? _ack;
    private string? _cancelReason;
    private bool _isCancelSent;

    internal InviteClientTransaction(TransactionLayer layer, Flow flow, Branch branch, byte[] request, ITransactionUser user)
        : base(layer, flow, SipMethod.Invite, branch, user)
    {
        _request = request;
        State = TransactionState.Calling;
    }

    /// <summary>
    /// Asks the other end to stop (9.1), at once or, as nothing has come back yet, after the first provisional response. Once it has been
    /// answered there is nothing to stop.
    /// </summary>
    /// <param name="reason">The value of Reason (RFC 3326); empty: none is sent.</param>
    public void Cancel(string reason)
    {
        lock (Gate)
        {
            _cancelReason ??= reason;
        }

        SendCancelIfDue();
    }

    internal override void Start()
    {
        lock (Gate)
        {
            _intervalA = IsReliable ? ConnectionLook : Layer.Times.T1;
            _timerA = Layer.Now + Milliseconds(_intervalA);
            _end = Layer.Now + Milliseconds(Layer.Times.TimerB);
            CopiesSent = 1;
            SetTimer();
        }

        Send(_request);
    }

    internal override void Receive(SipResponse response)
    {
        byte[]? ack = null;
        ITransactionUser? hearer = null;
        lock (Gate)
        {
            switch (State)
            {
                case TransactionState.Calling or TransactionState.Proceeding:
                    hearer = User;
                    ack = Take(response);
                    break;
                case TransactionState.Accepted:
                    hearer = response.StatusCode is >= 200 and < 300 ? User : null; // Another copy, or from another fork (RFC 6026, 8.4).
                    break;
                case TransactionState.Completed:
                    ack = response.StatusCode >= 300 ? _ack : null; // Another copy of the failure wants another ACK.
                    break;
            }
        }

        if (ack is not null)
        {
            Send(ack);
        }

        if (hearer is not null)
        {
            SendCancelIfDue();
            hearer.OnResponse(this, response);
        }
    }

    internal override void OnTimer()
    {
        Action? next = null;
        lock (Gate)
        {
            switch (State)
            {
                case TransactionState.Calling or TransactionState.Proceeding when Layer.Now >= _end:
                    Terminate();
                    next = () => User.OnTimeout(this);
                    break;
                case TransactionState.Calling or TransactionState.Proceeding:
                    next = FireTimerA();
                    break;
                case TransactionState.Completed or TransactionState.Accepted when Layer.Now >= _end:
                    Terminate();
                    break;
                case TransactionState.Completed or TransactionState.Accepted:
                    SetTimer();
                    break;
            }
        }

        next?.Invoke();
    }

    private protected override void OnNotSent()
    {
        lock (Gate)
        {
            if (State is not (TransactionState.Calling or TransactionState.Proceeding))
            {
                return; // An ACK that does not arrive is asked for again.
            }

            Terminate();
        }

        User.OnTransportError(this);
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    /// <summary>The first final response, or one before it. Gives the ACK, if one is due.</summary>
    private byte[]? Take(SipResponse response)
    {
        if (response.StatusCode < StatusCode.Ok)
        {
            if (State == TransactionState.Calling)
            {
                State = TransactionState.Proceeding;
                _end = long.MaxValue; // How long it may ring is for the user to say (16.6, step 11).
                SetTimer();
            }

            return null;
        }

        if (response.StatusCode < StatusCode.MultipleChoices)
        {
            _request = [];
            State = TransactionState.Accepted;
            _end = Layer.Now + Milliseconds(Layer.Times.TimerM);
            SetTimer();
            return null;
        }

        _ack = InviteFollowers.WriteAck(_request, response);
        _request = [];
        User = Unheard.Instance;
        if (IsReliable)
        {
            Terminate(); // Timer D is zero.
        }
        else
        {
            State = TransactionState.Completed;
            _end = Layer.Now + Milliseconds(Layer.Times.TimerD);
            SetTimer();
        }

        return _ack;
    }

    /// <summary>T1, 2*T1, 4*T1 and so on, until something comes back.</summary>
    private Action? FireTimerA()
    {
        if (Layer.Now < _timerA)
        {
            SetTimer();
            return null;
        }

        _intervalA = IsReliable ? ConnectionLook : 2 * _intervalA;
        _timerA = Layer.Now + Milliseconds(_intervalA);
        SetTimer();
        if (IsReliable)
        {
            return Flow.IsClosed ? OnNotSent : null;
        }

        if (State != TransactionState.Calling)
        {
            return null;
        }

        CopiesSent++;
        var request = _request;
        return () => Send(request);
    }

    private void SendCancelIfDue()
    {
        byte[] request;
        lock (Gate)
        {
            if (_cancelReason is null || _isCancelSent || State != TransactionState.Proceeding)
            {
                return;
            }

            request = _request;
            _isCancelSent = true;
            _end = Layer.Now + Milliseconds(Layer.Times.TimerB); // 9.1: 64*T1 after it the INVITE counts as cancelled.
            SetTimer();
        }

        var cancel = InviteFollowers.WriteCancel(request, _cancelReason);
        _ = Layer.Send(Flow, SipMethod.Cancel, Branch, cancel, Unheard.Instance);
    }

    private void SetTimer()
    {
        var isWaiting = State == TransactionState.Calling || (State == TransactionState.Proceeding && IsReliable);
        var dueAt = isWaiting ? Math.Min(_timerA, _end) : _end;
        if (dueAt == long.MaxValue)
        {
            Layer.Rest(this);
        }
        else
        {
            Layer.Wake(this, dueAt);
        }
    }

    private void Terminate()
    {
        State = TransactionState.Terminated;
        Layer.Remove(this);
    }
}
