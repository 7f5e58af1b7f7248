using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Answers one request other than INVITE or ACK, and its copies with the same response (RFC 3261, 17.2.2, figure 8).</summary>
public sealed class NonInviteServerTransaction : ServerTransaction
{
    private byte[]? _response;
    private long _timerJ;

    internal NonInviteServerTransaction(TransactionLayer layer, Flow flow, SipMethod method, ServerTransactionKey key)
        : base(layer, flow, method, key)
    {
    }

    public override void Respond(int statusCode, MessageBuffer response)
    {
        lock (Gate)
        {
            if (State is TransactionState.Completed or TransactionState.Terminated)
            {
                response.Dispose();
                return; // There is one final response, and nothing after it.
            }

            _response = response.WrittenSpan.ToArray();
            if (statusCode < StatusCode.Ok)
            {
                State = TransactionState.Proceeding;
            }
            else if (IsReliable)
            {
                Terminate(); // Timer J is zero.
            }
            else
            {
                State = TransactionState.Completed;
                _timerJ = Layer.Now + (long)Layer.Times.TimerJ.TotalMilliseconds;
                Layer.Wake(this, _timerJ);
            }
        }

        Send(response);
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
            again = State == TransactionState.Trying ? null : _response;
        }

        if (again is not null)
        {
            Send(again);
        }
    }

    internal override void OnTimer()
    {
        lock (Gate)
        {
            if (State == TransactionState.Completed && Layer.Now < _timerJ)
            {
                Layer.Wake(this, _timerJ);
            }
            else
            {
                Terminate();
            }
        }
    }

    /// <summary>The client asks again if it still wants the answer; over a connection that has ended it cannot.</summary>
    private protected override void OnNotSent()
    {
        lock (Gate)
        {
            Terminate();
        }
    }

    private void Terminate()
    {
        State = TransactionState.Terminated;
        Layer.Remove(this);
    }
}
