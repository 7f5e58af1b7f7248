using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Proxying;

/// <summary>One copy of a forwarded request on its way: a client transaction of a response context, and what it has come to (RFC 3261, 16.7).</summary>
/// <remarks>Guarded by the lock of its context.</remarks>
internal sealed class ContextBranch(ResponseContext context, int number, Target target, int breadth) : ITransactionUser
{
    /// <summary>Counts from 1.</summary>
    public int Number => number;

    /// <summary>Another one when its device has been woken and is back.</summary>
    public Target Target { get; set; } = target;

    /// <summary>Its share (RFC 5393, 5.3.3).</summary>
    public int Breadth => breadth;

    /// <summary><c>null</c>: nothing could be sent.</summary>
    public ClientTransaction? Client { get; set; }

    /// <summary>Timer C, or before that the patience with a device that is being woken; <c>null</c>: neither runs.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Nothing is sent before its device has registered anew (RFC 8599, 5.6.2).</summary>
    public bool IsWaking { get; set; }

    /// <summary>The way to its gateway is being looked for.</summary>
    public bool IsSeeking { get; set; }

    /// <summary>Another place of the same gateway is tried in its stead.</summary>
    public bool HasFailedOver { get; set; }

    /// <summary>Whether anything has come back, a 100 at least.</summary>
    public bool HasProvisional { get; set; }

    /// <summary>Nothing was sent, as there were as many requests under way here as may be.</summary>
    public bool HasFoundNoPlace { get; set; }

    public bool IsDone { get; set; }

    public bool IsAnswered { get; set; }

    /// <summary>Timer C has fired, or the time of its group is over.</summary>
    public bool HasRungTooLong { get; set; }

    /// <summary>Why it was stopped by us; <c>null</c>: it was not.</summary>
    public BranchStop? Stop { get; set; }

    /// <summary>What it has come to; <see cref="IsDone"/>.</summary>
    public int Status { get; set; }

    public BranchResult Result { get; set; }

    /// <summary>What there is to say of the result: who refused, where it was sent on; may be empty.</summary>
    public string Note { get; set; } = "";

    /// <summary>The final response that it got; <c>null</c>: we made one up ourselves.</summary>
    public SipResponse? Final { get; set; }

    /// <summary>Answers a gateway that asks who calls, once; <c>null</c>: it has not asked.</summary>
    public DigestClient? Credentials { get; set; }

    /// <summary>The header field that the gateway wants them in.</summary>
    public HeaderName CredentialsName { get; set; }

    public void OnResponse(ClientTransaction transaction, SipResponse response) => context.OnResponse(this, transaction, response);

    public void OnTimeout(ClientTransaction transaction) => context.OnTimeout(this, transaction);

    public void OnTransportError(ClientTransaction transaction) => context.OnTransportError(this, transaction);
}
