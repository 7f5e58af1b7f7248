using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transactions;

/// <summary>Who sent a request and hears what becomes of it: the transaction user of RFC 3261, 5.</summary>
/// <remarks>Called on the thread that received the response or on a timer's; it must not block.</remarks>
public interface ITransactionUser
{
    /// <summary>A provisional or the final response. It belongs to the transaction layer: valid during the call, not longer.</summary>
    void OnResponse(ClientTransaction transaction, SipResponse response);

    /// <summary>Timer F or B has fired: to be taken as a 408 (8.1.3.1).</summary>
    void OnTimeout(ClientTransaction transaction);

    /// <summary>The flow does not take the request, or has ended before an answer came: to be taken as a 503 (8.1.3.1).</summary>
    void OnTransportError(ClientTransaction transaction);
}
