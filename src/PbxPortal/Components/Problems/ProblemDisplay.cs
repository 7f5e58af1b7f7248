using PbxPortal.Components.Display;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>How a problem is called and drawn.</summary>
public static class ProblemDisplay
{
    /// <summary>The cause in two or three words.</summary>
    public static string WordOf(ProblemCause cause) => cause switch
    {
        ProblemCause.SiteOutage => "Site outage",
        ProblemCause.WrongPassword => "Wrong password",
        ProblemCause.WrongAuthenticationName => "Wrong name",
        ProblemCause.UnknownUser => "Unknown user",
        ProblemCause.WrongDomain => "Wrong domain",
        ProblemCause.UserDisabled => "User disabled",
        ProblemCause.PasswordRevoked => "Password revoked",
        ProblemCause.TooManyDevices => "Too many devices",
        ProblemCause.KeptOut => "Kept out",
        ProblemCause.Banned => "Banned",
        ProblemCause.NetworkNotAllowed => "Network not allowed",
        ProblemCause.TransportNotAllowed => "Transport not allowed",
        ProblemCause.NotItsAddress => "Not its address",
        ProblemCause.TlsFailed => "TLS failed",
        ProblemCause.ConnectionFailed => "Connection failed",
        ProblemCause.IntervalTooBrief => "Interval too brief",
        ProblemCause.NonceLoop => "Nonce loop",
        ProblemCause.ChallengeUnanswered => "Challenge unanswered",
        ProblemCause.NatPinhole => "NAT closes the way",
        ProblemCause.SipAlg => "SIP ALG",
        ProblemCause.BadRequest => "Unusable request",
        ProblemCause.Overload => "Overload",
        ProblemCause.TooManyRequests => "Too many requests",
        ProblemCause.StoppedRefreshing => "Stopped refreshing",
        ProblemCause.ConnectionLost => "Connection lost",
        ProblemCause.LoggedOut => "Logged out",
        ProblemCause.LoggedOutHere => "Logged out here",
        ProblemCause.Replaced => "Replaced",
        ProblemCause.AwaitingRetry => "Waiting for a try",
        _ => "Never sent",
    };

    public static string IconOf(ProblemCause cause) => cause switch
    {
        ProblemCause.KeptOut or ProblemCause.Banned or ProblemCause.UserDisabled or ProblemCause.NetworkNotAllowed
            or ProblemCause.TransportNotAllowed or ProblemCause.LoggedOutHere => PortalIcons.KeptOut,
        ProblemCause.SiteOutage or ProblemCause.ConnectionLost or ProblemCause.ConnectionFailed => PortalIcons.Disconnected,
        ProblemCause.StoppedRefreshing or ProblemCause.AwaitingRetry or ProblemCause.Overload or ProblemCause.NatPinhole => PortalIcons.Late,
        ProblemCause.LoggedOut or ProblemCause.Replaced => PortalIcons.Offline,
        ProblemCause.NeverSent => PortalIcons.NeverSeen,
        ProblemCause.TlsFailed => PortalIcons.Lock,
        _ => PortalIcons.Failing,
    };

    /// <summary>The style class that carries the colour.</summary>
    public static string ToneOf(Problem problem) => problem.Cause switch
    {
        ProblemCause.KeptOut or ProblemCause.Banned or ProblemCause.UserDisabled or ProblemCause.LoggedOutHere => "kept-out",
        ProblemCause.AwaitingRetry or ProblemCause.Overload or ProblemCause.NatPinhole or ProblemCause.StoppedRefreshing
            or ProblemCause.ConnectionLost or ProblemCause.TooManyRequests => "late",
        ProblemCause.LoggedOut or ProblemCause.Replaced or ProblemCause.NeverSent => "offline",
        _ => problem.Rank == ProblemRank.Stranger ? "offline" : "failing",
    };

    /// <summary>What the button that mends it says.</summary>
    public static string VerbOf(ProblemFix fix) => fix switch
    {
        ProblemFix.NewPassword => "New password",
        ProblemFix.EnableUser => "Enable user",
        ProblemFix.RaiseLimit => "Raise limit",
        ProblemFix.AllowDevice => "Allow",
        ProblemFix.Unban => "Unban",
        ProblemFix.AllowWay => "Allow it",
        ProblemFix.AddUser => "Add user",
        ProblemFix.OpenUser => "Open user",
        ProblemFix.OpenDevice => "Open device",
        ProblemFix.OpenTransports => "Transports",
        ProblemFix.OpenSecurity => "Security",
        _ => "",
    };

    /// <summary>Whose it is, for example <c>3516 Reception</c>; empty where it is nobody's.</summary>
    public static string WhoOf(Problem problem) => problem.User.Length == 0 ? "" : DeviceLabel.UserOf(problem.User, problem.DisplayName);

    /// <summary>The name of the entry, for buttons and screen readers.</summary>
    public static string LabelOf(Problem problem) => WhoOf(problem) is { Length: > 0 } who ? who
        : problem.Source.Length > 0 ? problem.Source
        : "the server";
}
