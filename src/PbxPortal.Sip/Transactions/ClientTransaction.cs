using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>The client's side: a request that we send until it is answered or given up (RFC 3261, 17.1).</summary>
public abstract class ClientTransaction : Transaction
{
    private protected ClientTransaction(TransactionLayer layer, Flow flow, SipMethod method, Branch branch, ITransactionUser user)
        : base(layer, flow, method)
    {
        Branch = branch;
        User = user;
        StartedAt = layer.TimeProvider.GetTimestamp();
    }

    public Branch Branch { get; }

    /// <summary>How many copies of the request went out.</summary>
    public int CopiesSent { get; private protected set; }

    /// <summary>Since the first copy went out.</summary>
    public TimeSpan Elapsed => Layer.TimeProvider.GetElapsedTime(StartedAt);

    /// <summary>
    /// <see cref="Unheard"/> once there is nothing left to tell: over UDP the transaction stays for half a minute longer, and all that its
    /// user holds need not.
    /// </summary>
    private protected ITransactionUser User { get; set; }

    private long StartedAt { get; }

    internal abstract void Start();

    /// <summary>A response with this branch and method (17.1.3).</summary>
    internal abstract void Receive(SipResponse response);
}
