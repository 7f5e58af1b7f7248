using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Somebody who wants to hear of one user, until a moment that he may put off (RFC 6665).</summary>
/// <remarks>Guarded by the lock of the <see cref="SubscriptionKeeper"/>.</remarks>
internal sealed class Subscription(Dialog dialog, Flow flow, EventPackage package, WatchedState state, long userId, long subscriberId, string eventValue)
{
    public Dialog Dialog { get; } = dialog;

    public EventPackage Package { get; } = package;

    /// <summary>What he is told, and what he knows of it.</summary>
    public WatchedState State { get; } = state;

    /// <summary>Of whom.</summary>
    public long UserId { get; } = userId;

    /// <summary>Who has proved to be allowed to hear of him.</summary>
    public long SubscriberId { get; } = subscriberId;

    /// <summary>The value of Event, with its <c>id</c> (RFC 6665, 8.2.1).</summary>
    public string EventValue { get; } = eventValue;

    /// <summary>The flow that his last SUBSCRIBE came over.</summary>
    public Flow Flow { get; private set; } = flow;

    /// <summary>Milliseconds on the monotonic clock.</summary>
    public required long ExpiresAt { get; set; }

    /// <summary>Of the next document.</summary>
    public uint Version { get; set; }

    /// <summary>When he was told last; milliseconds on the monotonic clock.</summary>
    public long NotifiedAt { get; set; }

    /// <summary>Something has happened that he was not told.</summary>
    public bool IsDirty { get; set; }

    /// <summary>He missed a document: what changed since would mean nothing to him.</summary>
    public bool NeedsAll { get; set; }

    /// <summary>NOTIFY requests that are not answered yet.</summary>
    public int Unanswered { get; set; }

    public bool IsEnded { get; private set; }

    /// <summary>From now on his connection is needed: he may have no registration, and says nothing until he refreshes.</summary>
    public void Begin() => Flow.Hold();

    /// <summary>He has refreshed, perhaps over another connection.</summary>
    public void MoveTo(Flow next)
    {
        next.Hold();
        Flow.Release();
        Flow = next;
    }

    public void End()
    {
        IsEnded = true;
        Flow.Release();
    }
}
