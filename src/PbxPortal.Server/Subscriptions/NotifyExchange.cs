using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Subscriptions;

/// <summary>One NOTIFY on its way to a subscriber.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class NotifyExchange(SubscriptionKeeper keeper, Subscription subscription) : ITransactionUser
{
    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        if (response.StatusCode >= StatusCode.Ok)
        {
            keeper.OnAnswered(subscription, response.StatusCode);
        }
    }

    public void OnTimeout(ClientTransaction transaction) => keeper.OnLost(subscription);

    public void OnTransportError(ClientTransaction transaction) => keeper.OnLost(subscription);
}
