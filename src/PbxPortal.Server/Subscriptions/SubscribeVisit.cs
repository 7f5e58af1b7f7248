using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>One SUBSCRIBE on its way through the notifier: what each step has learnt of it.</summary>
/// <remarks>Confined to the thread that received it.</remarks>
internal sealed class SubscribeVisit(SipRequest subscribe, Flow flow)
{
    public SipRequest Subscribe { get; } = subscribe;

    public Flow Flow { get; } = flow;

    public bool IsWithinDialog => !Subscribe.ToTag.IsEmpty;

    /// <summary>The one that it wants to refresh or end; <c>null</c>: it begins one.</summary>
    public Subscription? Subscription { get; set; }

    /// <summary>What Event names; <c>null</c>: it is not read yet, or not offered.</summary>
    public EventPackage? Package { get; set; }

    public string EventValue { get; set; } = "";

    /// <summary>Where NOTIFY goes; empty: where it went so far.</summary>
    public string Target { get; set; } = "";

    /// <summary>Seconds to grant; 0: to end it, or to fetch the state once.</summary>
    public int Seconds { get; set; }

    public Domain? Domain { get; set; }

    public AuthenticationOutcome? Authentication { get; set; }

    public User? Subscriber { get; set; }

    /// <summary>Whom it is about.</summary>
    public User? User { get; set; }
}
