using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Sends one request other than INVITE or ACK until it is answered (RFC 3261, 17.1.2, figure 6).</summary>
public sealed class NonInviteClientTransaction : ClientTransaction
{
    /// <summary>A connection sends nothing twice; instead it is looked whether it still stands, so that nobody waits for timer F in vain.</summary>
    private static readonly TimeSpan ConnectionLook = TimeSpan.FromSeconds(1);

    private byte[] _request; // Empty once it is answered.
    private TimeSpan _intervalE;
    private long _timerE;
    private long _timerF;
    private long _timerK;

    internal NonInviteClientTransaction(
        TransactionLayer layer, Flow flow, SipMethod method, Branch branch, byte[] request, ITransactionUser user)
        : base(layer, flow, method, branch, user)
    {
        _request = request;
    }

    internal override void Start()
    {
        lock (Gate)
        {
            var now = Layer.Now;
            _intervalE = IsReliable ? ConnectionLook : Layer.Times.T1;
            _timerE = now + Milliseconds(_intervalE);
            _timerF = now + Milliseconds(Layer.Times.TimerF);
            CopiesSent = 1;
            SetTimer();
        }

        Send(_request);
    }

    internal override void Receive(SipResponse response)
    {
        ITransactionUser hearer;
        lock (Gate)
        {
            if (State is TransactionState.Completed or TransactionState.Terminated)
            {
                return; // Another copy of the final response is absorbed here.
            }

            hearer = User;
            if (response.StatusCode < StatusCode.Ok)
            {
                State = TransactionState.Proceeding;
            }
            else
            {
                Complete();
            }
        }

        hearer.OnResponse(this, response);
    }

    internal override void OnTimer()
    {
        Action? next;
        lock (Gate)
        {
            next = State switch
            {
                TransactionState.Terminated => null,
                TransactionState.Completed => FireTimerK(),
                _ when Layer.Now >= _timerF => FireTimerF(),
                _ => FireTimerE(),
            };
        }

        next?.Invoke();
    }

    private protected override void OnNotSent()
    {
        lock (Gate)
        {
            if (State is TransactionState.Completed or TransactionState.Terminated)
            {
                return;
            }

            Terminate();
        }

        User.OnTransportError(this);
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private void Complete()
    {
        _request = [];
        User = Unheard.Instance;
        if (IsReliable)
        {
            Terminate(); // Timer K is zero.
        }
        else
        {
            State = TransactionState.Completed;
            _timerK = Layer.Now + Milliseconds(Layer.Times.TimerK);
            SetTimer();
        }
    }

    private Action? FireTimerK()
    {
        if (Layer.Now >= _timerK)
        {
            Terminate();
        }
        else
        {
            SetTimer();
        }

        return null;
    }

    private Action FireTimerF()
    {
        Terminate();
        return () => User.OnTimeout(this);
    }

    /// <summary>T1, 2*T1, 4*T1 and so on up to T2; T2 at once after a provisional response.</summary>
    private Action? FireTimerE()
    {
        if (Layer.Now < _timerE)
        {
            SetTimer();
            return null;
        }

        if (!IsReliable)
        {
            var twice = 2 * _intervalE;
            _intervalE = State == TransactionState.Proceeding || twice > Layer.Times.T2 ? Layer.Times.T2 : twice;
        }

        _timerE = Layer.Now + Milliseconds(_intervalE);
        SetTimer();
        if (IsReliable)
        {
            return Flow.IsClosed ? OnNotSent : null;
        }

        CopiesSent++;
        var request = _request;
        return () => Send(request);
    }

    private void SetTimer() =>
        Layer.Wake(this, State == TransactionState.Completed ? _timerK : Math.Min(_timerE, _timerF));

    private void Terminate()
    {
        State = TransactionState.Terminated;
        Layer.Remove(this);
    }
}
