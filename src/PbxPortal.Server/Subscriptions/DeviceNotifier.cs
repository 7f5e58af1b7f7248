using System.Text;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Tells a device by a NOTIFY outside of any subscription, over the flow that it registered on.</summary>
/// <remarks>Immutable.</remarks>
public sealed class DeviceNotifier(
    OwnRequests requests, LocationTable table, UserDirectory directory, IRegistrationFeed feed) : IDeviceNotifier
{
    public async Task<NoticeOutcome?> NotifyAsync(long deviceId, DeviceNotice notice, CancellationToken cancellationToken)
    {
        if (feed.Find(deviceId) is not { } device
            || table.Find(deviceId) is not { } entry
            || directory.FindUser(entry.Device.UserId) is not { } user)
        {
            return null;
        }

        if (NoticeRules.ObstacleTo(device, notice) is { Length: > 0 } obstacle)
        {
            return NotSent(obstacle);
        }

        var eventValue = NoticeRules.Find(device.Product)!.EventOf(notice);
        var exchange = new Exchange(eventValue);
        var isSent = entry.Binding is { } binding
            && OwnRequests.LiveFlowOf(binding) is { } flow
            && requests.TrySend(SipMethod.Notify, binding, flow, user, writer => Finish(writer, eventValue), exchange);
        return isSent
            ? await exchange.Completion.WaitAsync(cancellationToken)
            : NotSent("More requests are under way than can be followed. Try again in a minute.");
    }

    private static NoticeOutcome NotSent(string reason) => new(NoticeResult.NotSent, Event: "", ReasonPhrase: reason);

    /// <summary>Subscription-State is mandatory (RFC 6665, 3.2), although there is no subscription: so there is none left after it.</summary>
    private static void Finish(SipWriter writer, string eventValue) => writer
        .Header(HeaderName.Event, eventValue)
        .Header(HeaderName.SubscriptionState, "terminated"u8)
        .End();

    /// <summary>One NOTIFY on its way.</summary>
    /// <remarks>Immutable but for its completion, which the first to come sets.</remarks>
    private sealed class Exchange(string eventValue) : ITransactionUser
    {
        private readonly TaskCompletionSource<NoticeOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<NoticeOutcome> Completion => _completion.Task;

        public void OnResponse(ClientTransaction transaction, SipResponse response)
        {
            if (response.StatusCode >= StatusCode.Ok)
            {
                _completion.TrySetResult(new NoticeOutcome(
                    NoticeResult.Answered,
                    eventValue,
                    response.StatusCode,
                    Encoding.UTF8.GetString(response.ReasonPhrase),
                    transaction.Elapsed));
            }
        }

        public void OnTimeout(ClientTransaction transaction) =>
            _completion.TrySetResult(new NoticeOutcome(NoticeResult.NoAnswer, eventValue));

        public void OnTransportError(ClientTransaction transaction) =>
            _completion.TrySetResult(new NoticeOutcome(NoticeResult.ConnectionEnded, eventValue));
    }
}
