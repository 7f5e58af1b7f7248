using PbxPortal.Server.Admission;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Finds out why a device is missing that was refused nothing.</summary>
/// <remarks>Pure functions.</remarks>
internal static class AbsenceRules
{
    public static Finding NeverSent { get; } = new(
        ProblemCause.NeverSent,
        "No phone of this user has ever sent a REGISTER.",
        "Set a phone up, or switch it on. If one is set up, look whether it can reach this server: address, port, firewall.",
        ProblemFix.OpenUser);

    /// <summary>It is registered over UDP, and leaves OPTIONS unanswered.</summary>
    public static Finding Silent { get; } = new(
        ProblemCause.NatPinhole,
        "It is registered, and answers nothing: the NAT in front of it has probably closed the way.",
        "Let it register more often (Expires 120 or less), switch on its keep-alive, or use TCP or TLS, which stay open.",
        ProblemFix.OpenDevice);

    public static Finding Of(DeviceEntry entry, DateTimeOffset now, AbsenceContext context)
    {
        if (entry.Block is { } block && block.IsInForce(now))
        {
            return new Finding(
                ProblemCause.KeptOut,
                $"It is kept out{(block.By.Length > 0 ? $" by {block.By}" : "")}.",
                "Allow it, and it is back at its next attempt.",
                ProblemFix.AllowDevice);
        }

        if (context.Ban is { } ban)
        {
            return OfBan(ban);
        }

        return context.Trouble is { } trouble ? OfTrouble(trouble) : OfEnd(entry, context);
    }

    /// <summary>Nothing from its address is heard, or nothing for this user.</summary>
    public static Finding OfBan(Ban ban) => new(
        ProblemCause.Banned,
        $"Its address is banned ({ban.Reason}), so that nothing is answered.",
        "Lift the ban when the phone or its neighbour is mended; put an office with many phones on the allowed networks.",
        ProblemFix.Unban);

    /// <summary>A connection from the address failed after the device was there last.</summary>
    public static Finding OfTrouble(ConnectionLogEntry trouble)
    {
        var isTls = trouble.Trouble is ConnectionTrouble.HandshakeFailed or ConnectionTrouble.HandshakeTooSlow;
        var what = ConnectionTroubles.TextOf(trouble.Trouble);
        return new Finding(
            isTls ? ProblemCause.TlsFailed : ProblemCause.ConnectionFailed,
            isTls
                ? $"It does not get through the TLS handshake{(trouble.Detail.Length > 0 ? $": {trouble.Detail}" : "")}."
                : $"Its connection was {what}{(trouble.Detail.Length > 0 ? $" ({trouble.Detail})" : "")}.",
            isTls
                ? "Give the phone the certificate of whoever signed ours, set its clock, or update it; the page Transports shows the certificate."
                : "The page Transports tells more of the connections from there.",
            ProblemFix.OpenTransports);
    }

    private static Finding OfEnd(DeviceEntry entry, AbsenceContext context) => entry.Device.LastEnd switch
    {
        _ when entry.Binding is { Loss: not null } => ConnectionLost,
        BindingEnd.ConnectionLost => ConnectionLost,
        BindingEnd.Expired when context.ComesBackFromOtherPorts => new Finding(
            ProblemCause.NatPinhole,
            "It expires and comes back from another port, time and again: the NAT in front of it closes the way.",
            "Let it register more often (Expires 120 or less), switch on its keep-alive, or use TCP or TLS, which stay open.",
            ProblemFix.OpenDevice),
        BindingEnd.Expired => new Finding(
            ProblemCause.StoppedRefreshing,
            "It was registered, and then no refresh came any more.",
            "It is switched off, or its network is down, or the way to this server is blocked.",
            ProblemFix.OpenDevice),
        BindingEnd.LoggedOut => new Finding(
            ProblemCause.LoggedOut,
            "The phone has logged itself out.",
            "It was switched off in order, somebody signed out of the app, or its account was switched off in its settings.",
            ProblemFix.OpenDevice),
        { } byUs => OfEndByUs(byUs),
        null => NeverSent,
    };

    /// <summary>Somebody here has ended it, or a rule of the user's.</summary>
    private static Finding OfEndByUs(BindingEnd end) => end switch
    {
        BindingEnd.ForcedOut => new Finding(
            ProblemCause.LoggedOutHere,
            "It was logged out here, and has not come back.",
            "It comes back at its next refresh, or when it is restarted.",
            ProblemFix.OpenDevice),
        BindingEnd.Replaced => new Finding(
            ProblemCause.Replaced,
            "Another device took its place, as the user has as many as allowed.",
            "Allow the user more devices.",
            ProblemFix.RaiseLimit),
        BindingEnd.CredentialRevoked => new Finding(
            ProblemCause.PasswordRevoked,
            "Its password was revoked, which logged it out.",
            "Give the phone another device password on the user's page.",
            ProblemFix.OpenUser),
        BindingEnd.NoLongerAllowed => new Finding(
            ProblemCause.NetworkNotAllowed,
            "The user's phones may not come from where it was any more, or not over its transport.",
            "If it shall, change the user's allowed networks and transports.",
            ProblemFix.AllowWay),
        _ => new Finding(
            ProblemCause.AwaitingRetry,
            "The user was disabled, which logged it out; the user is enabled again, and the phone has not tried since.",
            "It comes back at its next attempt. To be quicker, restart the phone.",
            ProblemFix.None),
    };

    private static Finding ConnectionLost { get; } = new(
        ProblemCause.ConnectionLost,
        "Its connection ended, and it has not come back.",
        "It is switched off, or its network is down, or the way to this server is blocked.",
        ProblemFix.OpenDevice);
}
