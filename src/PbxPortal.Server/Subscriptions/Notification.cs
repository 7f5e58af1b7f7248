using System.Globalization;
using System.Text;
using PbxPortal.Server.Location;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Makes and sends the NOTIFY that a subscriber is due (RFC 6665, 4.2.2).</summary>
/// <remarks>Immutable; the subscription is guarded by the lock of the <see cref="SubscriptionKeeper"/>.</remarks>
internal sealed class Notification(OwnRequests requests, MonotonicClock clock)
{
    /// <summary>Tells what he does not know; nothing when there is nothing, unless he asked or it is the last word.</summary>
    /// <param name="endReason">Why the subscription is over; <c>null</c>: it goes on.</param>
    public void Send(Subscription subscription, string? endReason, ITransactionUser exchange)
    {
        var now = clock.Now;
        var isFull = subscription.NeedsAll || endReason is not null;
        subscription.IsDirty = false;
        if (subscription.State.Compose(subscription.Version, isFull) is not { } document)
        {
            return;
        }

        var isSent = TrySend(subscription, StateOf(subscription, endReason, now), document, exchange);

        // What did not go out is told with all else at the next turn.
        subscription.IsDirty = !isSent;
        subscription.NeedsAll = !isSent;
        subscription.NotifiedAt = now;
        if (isSent)
        {
            subscription.Version++;
            subscription.State.Accept();
        }
    }

    private static string StateOf(Subscription subscription, string? endReason, long now) => endReason is null
        ? string.Create(CultureInfo.InvariantCulture, $"active;expires={Math.Max((subscription.ExpiresAt - now) / 1000, 0)}")
        : $"terminated;reason={endReason}";

    private bool TrySend(Subscription subscription, string state, byte[] document, ITransactionUser exchange)
    {
        var flow = subscription.Flow;
        var branch = Branch.New();
        using var buffer = MessageBuffer.Rent();
        subscription.Dialog.BeginRequest(buffer, SipMethod.Notify, branch, flow, requests.SentBy.Of(flow))
            .Header(HeaderName.Event, subscription.EventValue)
            .Header(HeaderName.SubscriptionState, state)
            .End(Encoding.ASCII.GetBytes(subscription.Package.ContentType), document);
        subscription.Unanswered++; // Before it goes out: the answer may be here before Send returns.
        if (requests.Transactions.Send(flow, SipMethod.Notify, branch, buffer.WrittenSpan, exchange) is not null)
        {
            return true;
        }

        subscription.Unanswered--;
        return false;
    }
}
