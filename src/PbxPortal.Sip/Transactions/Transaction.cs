using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>A request with all its copies and responses, on the client's or the server's side (RFC 3261, 17).</summary>
/// <remarks>Each transaction is guarded by its own lock.</remarks>
public abstract class Transaction : WheelEntry, IMessageSender
{
    private int _state;

    private protected Transaction(TransactionLayer layer, Flow flow, SipMethod method)
    {
        Layer = layer;
        Flow = flow;
        Method = method;
    }

    /// <summary>Where its messages are sent.</summary>
    public Flow Flow { get; private protected set; }

    public SipMethod Method { get; }

    public TransactionState State
    {
        get => (TransactionState)Volatile.Read(ref _state);
        private protected set => Volatile.Write(ref _state, (int)value);
    }

    private protected TransactionLayer Layer { get; }

    private protected Lock Gate { get; } = new();

    /// <summary>A connection delivers or breaks, so nothing is sent twice over it.</summary>
    private protected bool IsReliable => Flow.Protocol != TransportProtocol.Udp;

    void IMessageSender.OnNotSent()
    {
        try
        {
            OnNotSent();
        }
#pragma warning disable CA1031 // The others of the batch wait to be told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Layer.Report(exception);
        }
    }

    /// <summary>Sends, and says in time or later when the flow does not take it.</summary>
    private protected void Send(byte[] message)
    {
        if (OutboxOfDatagrams is { } outbox)
        {
            var copy = MessageBuffer.Rent();
            copy.Write(message);
            outbox.Add(Flow, copy, this);
        }
        else
        {
            Watch(Flow.SendAsync(message, CancellationToken.None));
        }
    }

    /// <summary>As the other, and takes the buffer over.</summary>
    private protected void Send(MessageBuffer message)
    {
        if (OutboxOfDatagrams is { } outbox)
        {
            outbox.Add(Flow, message, this);
        }
        else
        {
            Watch(Flow.SendAsync(message, CancellationToken.None));
        }
    }

    /// <summary>Where a datagram waits for the others of the batch that is being answered; <c>null</c>: it is sent by itself.</summary>
    private Outbox? OutboxOfDatagrams => Flow is UdpFlow ? Outbox.OfThread : null;

    private void Watch(ValueTask<bool> sending)
    {
        if (!sending.IsCompletedSuccessfully)
        {
            _ = AwaitAsync(sending);
        }
        else if (!sending.GetAwaiter().GetResult())
        {
            OnNotSent();
        }
    }

    /// <summary>The flow did not take the message (17.1.4, 17.2.4).</summary>
    private protected abstract void OnNotSent();

    private async Task AwaitAsync(ValueTask<bool> sending)
    {
        try
        {
            if (!await sending)
            {
                OnNotSent();
            }
        }
#pragma warning disable CA1031 // Nobody awaits this; what its user throws is told and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Layer.Report(exception);
        }
    }
}
