using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Subscriptions;

/// <summary>One of the event packages that are offered here (RFC 6665, 5.4): its names and numbers, and who may hear what.</summary>
/// <remarks>Immutable.</remarks>
internal abstract class EventPackage
{
    /// <summary>As in Event and Allow-Events.</summary>
    public abstract string Name { get; }

    /// <summary>Of the documents, and what no Accept stands for.</summary>
    public abstract string ContentType { get; }

    /// <summary>Seconds; what is granted to who wishes nothing.</summary>
    public abstract int DefaultExpires { get; }

    /// <summary>Subscriptions that one user is watched by at most.</summary>
    public abstract int MostPerUser { get; }

    /// <summary>As often as one subscriber is told at most.</summary>
    public abstract TimeSpan LeastInterval { get; }

    /// <summary>Whether somebody may hear of a user of his domain.</summary>
    public abstract bool MayWatch(User subscriber, long? userId);

    /// <summary>What a subscriber will be told, and what he knows of it.</summary>
    public abstract WatchedState Watch(User subscriber, long userId);
}
