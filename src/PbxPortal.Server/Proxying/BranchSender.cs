using System.Text;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Proxying;

/// <summary>Sends the copies of forwarded requests, each in a client transaction of its own (RFC 3261, 16.6, steps 10 and 11).</summary>
/// <remarks>Immutable.</remarks>
internal sealed partial class BranchSender(TransactionLayer transactions, RequestForwarder forwarder, ILogger logger)
{
    /// <summary>Larger than 3 minutes (16.6, step 11).</summary>
    public static readonly TimeSpan TimerC = TimeSpan.FromSeconds(181);

    /// <summary>Over UDP the request has been sent four times by then.</summary>
    public static readonly TimeSpan SilenceOfHop = TimeSpan.FromSeconds(5);

    /// <summary><c>false</c>: as many transactions as may be are under way, and nothing was sent.</summary>
    public bool TrySend(ProxiedRequest request, ContextBranch branch)
    {
        var target = branch.Target;
        var id = Branch.New(RequestValidation.MarkOf(request.Message));
        using var buffer = MessageBuffer.Rent();
        forwarder.Write(buffer, request, target, id, branch.Breadth, CredentialsOf(request, branch));
        branch.Client = null;
        var client = request.Method == SipMethod.Invite
            ? transactions.SendInvite(target.Flow!, id, buffer.WrittenSpan, branch)
            : transactions.Send(target.Flow!, request.Method, id, buffer.WrittenSpan, branch);
        branch.Client = client;
        return client is not null;
    }

    /// <summary>Starts timer C, or starts it anew (16.7, step 2).</summary>
    /// <remarks>
    /// A gateway that has another place is given up sooner where it says nothing. RFC 3263, 4.3 waits for timer B for that, half a minute;
    /// no caller does. Should it answer after all, it is stopped as a phone that has rung too long.
    /// </remarks>
    public void StartTimerC(ResponseContext context, ContextBranch branch)
    {
        var time = branch is { HasProvisional: false, Target.NextHop: not null } ? SilenceOfHop : TimerC;
        if (branch.Timer is { } running)
        {
            running.Change(time, Timeout.InfiniteTimeSpan);
        }
        else
        {
            branch.Timer = After(time, () => context.OnTimerC(branch));
        }
    }

    /// <summary>Does something once, when the time has passed, unless the timer is disposed or set anew before.</summary>
    public ITimer After(TimeSpan due, Action action) =>
        transactions.StartTimer(due, () => Fire(action));

    /// <summary>Whether the branch shall be sent again, with the password of its trunk; it is asked for once.</summary>
    /// <remarks>
    /// A proxy may hold the credentials of a realm and answer a challenge itself (RFC 3261, 22.3). 22.2 wants the next CSeq for that, but
    /// the number belongs to the dialog of the phone: with one of our own, every later request of the phone would be one behind at the
    /// other end and get a 500 (12.2.2), unless we kept the dialog and renumbered all that passes, both ways. So the copy has the CSeq
    /// of the first one and a branch of its own, as other proxies do it. That is a new transaction (17.1.3), and no loop or merged request
    /// (8.2.2.2), for the first one has its final response; in a dialog the same number is not out of order, only a lower one is.
    /// </remarks>
    public static bool Answers(ContextBranch branch, SipResponse response)
    {
        if (branch is not { Credentials: null, Target.Trunk: { Username.Length: > 0 } trunk }
            || response.StatusCode is not (StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired))
        {
            return false;
        }

        var credentials = new DigestClient(trunk.Username, trunk.Password);
        if (!credentials.Accept(response))
        {
            return false;
        }

        branch.Credentials = credentials;
        branch.CredentialsName = response.StatusCode == StatusCode.Unauthorized ? HeaderName.Authorization : HeaderName.ProxyAuthorization;
        return true;
    }

    /// <summary>What happened on a thread that nobody stands above.</summary>
    public void Report(Exception exception) => LogTimerFailed(logger, exception);

    private void Fire(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Nobody stands above a timer: what it throws would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
        }
    }

    private static (HeaderName Name, string Value)? CredentialsOf(ProxiedRequest request, ContextBranch branch) =>
        branch.Credentials?.Authorize(
            Encoding.UTF8.GetString(request.Message.MethodBytes),
            Encoding.UTF8.GetString(RequestForwarder.UriFor(request, branch.Target.RequestUri))) is { } value
            ? (branch.CredentialsName, value)
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "A call whose time was over, or whose gateway was found, could not be stopped or sent on.")]
    private static partial void LogTimerFailed(ILogger logger, Exception exception);
}
