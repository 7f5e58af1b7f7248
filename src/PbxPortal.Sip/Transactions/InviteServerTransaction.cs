using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Answers one INVITE, and repeats a failure until its ACK comes (RFC 3261, 17.2.1 and figure 7; RFC 6026, 7.1).</summary>
/// <remarks>Its user answers with a 100 at once, so that the 200 ms of 17.2.1 never run out.</remarks>
public sealed class InviteServerTransaction : ServerTransaction
{
    private byte[]? _response; // What copies of the request are answered with; a transaction stays for half a minute, and this not longer than it is needed.
    private TimeSpan _intervalG;
    private long _timerG = long.MaxValue;
    private long _end; // Timer H, I or L.
    private bool _isAccepted;

    internal InviteServerTransaction(TransactionLayer layer, Flow flow, ServerTransactionKey key)
        : base(layer, flow, SipMethod.Invite, key)
    {
        State = TransactionState.Proceeding;
    }

    /// <summary>
    /// Provisional responses until the final one. A 2xx is sent as often as its user wants, also when timer L has fired: then it would
    /// have to be forwarded without state (16.7, step 9).
    /// </summary>
    public override void Respond(int statusCode, MessageBuffer response)
    {
        lock (Gate)
        {
            if (!Takes(statusCode))
            {
                response.Dispose();
                return;
            }

            var isSuccess = statusCode is >= StatusCode.Ok and < StatusCode.MultipleChoices;
            _response = isSuccess ? null : response.WrittenSpan.ToArray(); // Whoever sends a 2xx repeats it himself.
            if (statusCode >= StatusCode.Ok && State == TransactionState.Proceeding)
            {
                Finish(isSuccess);
            }
        }

        Send(response);
    }

    /// <summary>
    /// The caller has lost the connection and is back over another one, while it rings: what it was told last is told again there, and so is
    /// all that follows. RFC 3261, 18.2.2 would have us open a connection to it; nobody can, to a phone behind NAT or a page in a browser.
    /// </summary>
    public void MoveTo(Flow flow)
    {
        byte[]? again;
        lock (Gate)
        {
            if (State != TransactionState.Proceeding)
            {
                return;
            }

            Flow = flow;
            again = _response;
        }

        if (again is not null)
        {
            Send(again);
        }
    }

    public override void Abandon()
    {
        lock (Gate)
        {
            Terminate();
        }
    }

    internal override void ReceiveCopy()
    {
        byte[]? again;
        lock (Gate)
        {
            // In Accepted copies are absorbed (RFC 6026, 7.1), and so they are after the ACK.
            again = State is TransactionState.Proceeding or TransactionState.Completed ? _response : null;
        }

        if (again is not null)
        {
            Send(again);
        }
    }

    /// <summary><c>false</c>: it acknowledges no failure of this transaction.</summary>
    internal bool ReceiveAck()
    {
        lock (Gate)
        {
            switch (State)
            {
                case TransactionState.Completed when IsReliable:
                    Terminate(); // Timer I is zero.
                    return true;
                case TransactionState.Completed:
                    State = TransactionState.Confirmed;
                    _response = null;
                    _end = Layer.Now + Milliseconds(Layer.Times.TimerI);
                    Layer.Wake(this, _end);
                    return true;
                case TransactionState.Confirmed:
                    return true;
                default:
                    return false;
            }
        }
    }

    internal override void OnTimer()
    {
        byte[]? again = null;
        lock (Gate)
        {
            if (State is TransactionState.Terminated)
            {
                return;
            }

            if (Layer.Now >= _end)
            {
                Terminate(); // Timer H: the ACK never came; timers I and L: nothing more will.
                return;
            }

            if (State == TransactionState.Completed && Layer.Now >= _timerG)
            {
                again = _response;
                _intervalG = 2 * _intervalG > Layer.Times.T2 ? Layer.Times.T2 : 2 * _intervalG;
                _timerG = Layer.Now + Milliseconds(_intervalG);
            }

            Layer.Wake(this, State == TransactionState.Completed ? Math.Min(_timerG, _end) : _end);
        }

        if (again is not null)
        {
            Send(again);
        }
    }

    /// <summary>While it rings the caller may come back another way; a final response that cannot be sent ends all (17.2.4).</summary>
    private protected override void OnNotSent()
    {
        lock (Gate)
        {
            if (State != TransactionState.Proceeding)
            {
                Terminate();
            }
        }
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private bool Takes(int statusCode) =>
        State == TransactionState.Proceeding
        || (_isAccepted && statusCode is >= StatusCode.Ok and < StatusCode.MultipleChoices);

    private void Finish(bool isAccepted)
    {
        _isAccepted = isAccepted;
        State = isAccepted ? TransactionState.Accepted : TransactionState.Completed;
        _end = Layer.Now + Milliseconds(isAccepted ? Layer.Times.TimerL : Layer.Times.TimerH);
        if (!isAccepted && !IsReliable)
        {
            _intervalG = Layer.Times.T1;
            _timerG = Layer.Now + Milliseconds(_intervalG);
        }

        Layer.Wake(this, Math.Min(_timerG, _end));
    }

    private void Terminate()
    {
        State = TransactionState.Terminated;
        Layer.Remove(this);
    }
}
