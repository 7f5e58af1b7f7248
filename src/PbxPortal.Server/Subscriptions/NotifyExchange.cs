using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Subscriptions;

/// <summary>One NOTIFY on its way to a subscriber.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class NotifyExchange(Notifier notifier, Subscription subscription) : ITransactionUser
{
    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        if (response.StatusCode >= StatusCode.Ok)
        {
            notifier.OnAnswered(subscription, response.StatusCode);
        }
    }

    public void OnTimeout(ClientTransaction transaction) => notifier.OnLost(subscription);

    public void OnTransportError(ClientTransaction transaction) => notifier.OnLost(subscription);
}
