using System.Globalization;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Who calls over a lossy network, as RFC 3261, 13.2 and 17.1 have it: repeats what is not answered, and keeps one of several that answer.</summary>
/// <remarks>Confined to one thread.</remarks>
internal sealed class LossyCaller
{
    private readonly PhoneCredentials _credentials = new("3517", Tenants.PasswordOf("3517"));
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _oks = new(StringComparer.Ordinal);
    private readonly LossyNetwork _network;
    private readonly CallPhone _phone;
    private string? _peer;
    private string _target = "";
    private string _invite = "";
    private bool _isHeard;
    private bool _isAuthorized;
    private bool _hasGivenUp;

    public LossyCaller(LossyNetwork network, CallPhone phone)
    {
        _network = network;
        _phone = phone;
        network.Connect(phone, Receive);
    }

    /// <summary>The first final answer to the call; <c>null</c>: none has come.</summary>
    public int? Final { get; private set; }

    /// <summary>Nothing at all has come back in time.</summary>
    public bool HasTimedOut { get; private set; }

    /// <summary>The tag of whom it speaks to; <c>null</c>: nobody.</summary>
    public string? SpeaksTo => _peer is { } peer && !_over.Contains(peer) ? peer : null;

    public void Call(string target)
    {
        _target = target;
        SendInvite(_phone.Request(target));
    }

    /// <summary>Sends a CANCEL as soon as something has come back (9.1).</summary>
    public void GiveUp()
    {
        if (Final is not null || HasTimedOut)
        {
            return;
        }

        if (!_isAuthorized || !_isHeard)
        {
            _network.After(TimeSpan.FromMilliseconds(100), GiveUp);
            return;
        }

        _hasGivenUp = true;
        var cancel = FollowerOf(_invite, "CANCEL", _invite.Row("To"));
        _network.Repeat(() => Send(cancel), () => _answered.Contains("1 CANCEL"), LossyNetwork.T2);
    }

    public void HangUp()
    {
        if (SpeaksTo is { } peer)
        {
            HangUp(peer);
        }
    }

    private static string TagOf(string value) => value[(value.IndexOf(";tag=", StringComparison.Ordinal) + 5)..].Split(';')[0];

    private static string BranchOf(string message)
    {
        var via = message.Rows("Via")[0];
        return via[via.IndexOf("branch=", StringComparison.Ordinal)..].Split(';')[0];
    }

    /// <summary>ACK of a failure or CANCEL: what it has in common with its INVITE (17.1.1.3, 9.1).</summary>
    private static string FollowerOf(string invite, string method, string to) => $"""
        {method} {invite.Split(' ')[1]} SIP/2.0
        Via: {invite.Row("Via")}
        From: {invite.Row("From")}
        To: {to}
        Call-ID: {invite.Row("Call-ID")}
        CSeq: 1 {method}
        """;

    private void Send(string message) => _network.SendToServer(_phone, message);

    private void SendInvite(string invite)
    {
        _invite = invite;
        _isHeard = false;
        _network.Repeat(
            () => Send(invite),
            () => _isHeard || !ReferenceEquals(invite, _invite),
            longest: TimeSpan.FromSeconds(64),
            giveUp: () => HasTimedOut = true);
    }

    private void Receive(string message)
    {
        if (!message.StartsWith("SIP/2.0 ", StringComparison.Ordinal))
        {
            Take(message);
            return;
        }

        var status = int.Parse(message.Split(' ')[1], CultureInfo.InvariantCulture);
        if (!message.Row("CSeq").EndsWith("INVITE", StringComparison.Ordinal))
        {
            _answered.Add(message.Row("CSeq")); // No request but INVITE has a provisional response here.
            _answered.Add($"{message.Row("CSeq")} {TagOf(message.Row("To"))}");
        }
        else if (string.Equals(BranchOf(message), BranchOf(_invite), StringComparison.Ordinal))
        {
            _isHeard = true;
            TakeAnswer(status, message);
        }
    }

    /// <summary>Nobody but the one who hangs up asks anything.</summary>
    private void Take(string bye)
    {
        Assert.StartsWith("BYE ", bye, StringComparison.Ordinal);
        _over.Add(TagOf(bye.Row("From")));
        Send(CallText.ResponseTo(bye, "200 OK", _phone.Contact, _phone.Tag));
    }

    private void TakeAnswer(int status, string response)
    {
        switch (status)
        {
            case < 200:
                break;
            case < 300:
                Final ??= status;
                TakeSuccess(response);
                break;
            case 407 when !_isAuthorized:
                _isAuthorized = true;
                Send(FollowerOf(_invite, "ACK", response.Row("To")));
                _credentials.Accept(response);
                SendInvite(_credentials.AuthorizeAtProxy(_phone.Request(_target)));
                break;
            default:
                Final ??= status;
                Send(FollowerOf(_invite, "ACK", response.Row("To"))); // Each copy wants one.
                break;
        }
    }

    /// <summary>Every 2xx is acknowledged, and whoever is not wanted is hung up (13.2.2.4).</summary>
    private void TakeSuccess(string ok)
    {
        var tag = TagOf(ok.Row("To"));
        Send(_phone.RequestAsCaller("ACK", ok, cSeq: 1));
        if (!_oks.TryAdd(tag, ok))
        {
            return;
        }

        if (_peer is null && !_hasGivenUp)
        {
            _peer = tag;
        }
        else
        {
            HangUp(tag);
        }
    }

    private void HangUp(string tag)
    {
        _over.Add(tag);
        var bye = _phone.RequestAsCaller("BYE", _oks[tag], cSeq: 2);
        _network.Repeat(() => Send(bye), () => _answered.Contains($"2 BYE {tag}"), LossyNetwork.T2);
    }
}
