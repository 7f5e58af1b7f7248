using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transactions;

/// <summary>
/// The user of transactions that have nothing to tell: those whose request has had its final response, and a CANCEL, whose answer says
/// nothing that the answer to its INVITE does not (RFC 3261, 9.1).
/// </summary>
/// <remarks>Immutable.</remarks>
internal sealed class Unheard : ITransactionUser
{
    public static readonly Unheard Instance = new();

    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
    }

    public void OnTimeout(ClientTransaction transaction)
    {
    }

    public void OnTransportError(ClientTransaction transaction)
    {
    }
}
