using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Subscriptions;

/// <summary>All subscriptions, found by dialog and by what they are about.</summary>
/// <remarks>Guarded by the lock of the <see cref="SubscriptionKeeper"/>, but for <see cref="OfUser"/>, which anybody may ask.</remarks>
internal sealed class SubscriptionTable
{
    private readonly Dictionary<string, Subscription> _byTag = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(EventPackage Package, long UserId), ImmutableArray<Subscription>> _byUser = new();
    private int _count;

    public int Count => _byTag.Count;

    /// <summary>Anybody may ask; a dictionary takes all its locks to say that it is empty.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Removing is allowed while one walks through.</summary>
    public Dictionary<string, Subscription>.ValueCollection All => _byTag.Values;

    /// <summary>Asked by the location service's loop for each device that it touches, and for each step of a call, without a lock.</summary>
    public ImmutableArray<Subscription> OfUser(EventPackage package, long userId) =>
        _byUser.TryGetValue((package, userId), out var subscriptions) ? subscriptions : [];

    /// <summary>The subscription that a request within a dialog belongs to; <c>null</c>: none.</summary>
    public Subscription? Find(SipRequest request) =>
        _byTag.TryGetValue(Encoding.UTF8.GetString(request.ToTag), out var subscription) && subscription.Dialog.Matches(request)
            ? subscription
            : null;

    public void Add(Subscription subscription)
    {
        _byTag.Add(subscription.Dialog.LocalTag, subscription);
        subscription.Begin();
        Volatile.Write(ref _count, _byTag.Count);
        _byUser[(subscription.Package, subscription.UserId)] = OfUser(subscription.Package, subscription.UserId).Add(subscription);
    }

    public void Remove(Subscription subscription)
    {
        if (!_byTag.Remove(subscription.Dialog.LocalTag))
        {
            return;
        }

        Volatile.Write(ref _count, _byTag.Count);
        subscription.End();
        var left = OfUser(subscription.Package, subscription.UserId).Remove(subscription);
        if (left.IsEmpty)
        {
            _byUser.TryRemove((subscription.Package, subscription.UserId), out _);
        }
        else
        {
            _byUser[(subscription.Package, subscription.UserId)] = left;
        }
    }
}
