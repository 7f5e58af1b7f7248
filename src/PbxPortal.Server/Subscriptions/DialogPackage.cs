using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The event package dialog: who is in a call, for the lamps of busy keys (RFC 4235). We are the state agent of its section 3.11.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class DialogPackage(ICalls calls, UserDirectory directory, TimeProvider timeProvider) : EventPackage
{
    public override string Name => "dialog";

    public override string ContentType => DialogDocument.ContentType;

    /// <summary>RFC 4235, 3.4: an hour for all dialogs of a user.</summary>
    public override int DefaultExpires => 3600;

    /// <summary>A whole department may have a key for its reception.</summary>
    public override int MostPerUser => 500;

    /// <summary>RFC 4235, 3.10.</summary>
    public override TimeSpan LeastInterval => TimeSpan.FromSeconds(1);

    /// <summary>Whoever may call somebody may know whether he is in a call (RFC 4235, 3.6).</summary>
    public override bool MayWatch(User subscriber, long? userId) => true;

    /// <summary>The whole of it for the user himself and for whoever acts for others, such as an operator; a lamp for all others.</summary>
    public override WatchedState Watch(User subscriber, long userId) =>
        new WatchedDialogs(userId, subscriber.Id == userId || subscriber.MayRegisterOthers, calls, directory, timeProvider);
}
