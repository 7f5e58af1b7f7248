using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>The server's side: a request that we answer once, however many copies of it come (RFC 3261, 17.2).</summary>
public abstract class ServerTransaction : Transaction
{
    private protected ServerTransaction(TransactionLayer layer, Flow flow, SipMethod method, ServerTransactionKey key)
        : base(layer, flow, method)
    {
        Key = key;
    }

    internal ServerTransactionKey Key { get; }

    /// <summary>Sends a response over the flow that it must go out on. The buffer is taken over.</summary>
    public abstract void Respond(int statusCode, MessageBuffer response);

    /// <summary>
    /// Ends without a final response: nobody waits for one any more, and a 408 to a request other than INVITE would only come
    /// too late (RFC 4320, 4.2).
    /// </summary>
    public abstract void Abandon();

    /// <summary>Another copy of the request has come.</summary>
    internal abstract void ReceiveCopy();
}
