using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Somebody who wants to hear of the registrations of one user, until a moment that he may put off (RFC 6665).</summary>
/// <remarks>Guarded by the lock of the notifier.</remarks>
internal sealed class Subscription(Dialog dialog, long userId, long subscriberId, string eventValue)
{
    public Dialog Dialog { get; } = dialog;

    /// <summary>Whose registrations.</summary>
    public long UserId { get; } = userId;

    /// <summary>Who has proved to be allowed to hear of them.</summary>
    public long SubscriberId { get; } = subscriberId;

    /// <summary>The value of Event, with its <c>id</c> (RFC 6665, 8.2.1).</summary>
    public string EventValue { get; } = eventValue;

    /// <summary>The flow that his last SUBSCRIBE came over.</summary>
    public required Flow Flow { get; set; }

    /// <summary>Milliseconds on the monotonic clock.</summary>
    public required long ExpiresAt { get; set; }

    /// <summary>Of the next document.</summary>
    public uint Version { get; set; }

    public ImmutableDictionary<string, ReportedContact> Known { get; set; } =
        ImmutableDictionary<string, ReportedContact>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>As he was told it last; for the last word about a user who is no more.</summary>
    public string AddressOfRecord { get; set; } = "";

    /// <summary>When he was told last; milliseconds on the monotonic clock.</summary>
    public long NotifiedAt { get; set; }

    /// <summary>Something has happened that he was not told.</summary>
    public bool IsDirty { get; set; }

    /// <summary>He missed a document: what changed since would mean nothing to him.</summary>
    public bool NeedsAll { get; set; }

    /// <summary>NOTIFY requests that are not answered yet.</summary>
    public int Unanswered { get; set; }

    public bool IsEnded { get; set; }
}
