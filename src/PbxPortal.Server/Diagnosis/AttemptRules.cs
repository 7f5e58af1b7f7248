using System.Globalization;
using PbxPortal.Server.Registration;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Finds the cause of failed attempts.</summary>
/// <remarks>Pure functions: evidence and present state in, a finding out.</remarks>
internal static class AttemptRules
{
    public static Finding Find(Evidence evidence, AttemptContext context)
    {
        var rewritten = RewrittenOnTheWay.Describe(evidence.Signs, evidence.Peer.ToAddress());
        if (rewritten.Length > 0 && IsLikelyRewriting(evidence))
        {
            return new Finding(
                ProblemCause.SipAlg,
                "A router on the way seems to rewrite the SIP messages (SIP ALG).",
                $"{rewritten} Switch SIP ALG off in the router, or let the phone use TLS, which no router can rewrite.",
                ProblemFix.None);
        }

        return evidence.Loop switch
        {
            AttemptLoop.StaleNonce => NonceLoop(evidence),
            AttemptLoop.Unanswered => Unanswered(evidence, context),
            _ => OfRefusal(evidence, context),
        };
    }

    /// <summary>A rewritten message is no cause of its own where the phone is refused for what stands in the directory.</summary>
    private static bool IsLikelyRewriting(Evidence evidence) =>
        evidence.Loop == AttemptLoop.Unanswered
        || evidence.Refusal is RegistrationRefusal.BadContact or RegistrationRefusal.MalformedCredentials
        || (evidence.Refusal == RegistrationRefusal.WrongPassword && RewrittenOnTheWay.HasOtherDigestHost(evidence.Signs));

    private static Finding OfRefusal(Evidence evidence, AttemptContext context) => evidence.Refusal switch
    {
        RegistrationRefusal.WrongPassword => WrongPassword(evidence, context),
        RegistrationRefusal.UnknownUser when context.User is not null => WrongAuthenticationName(evidence, context),
        RegistrationRefusal.UnknownUser or RegistrationRefusal.NoSuchUser => UnknownUser(evidence, context),
        RegistrationRefusal.WrongDomain => WrongDomain(evidence, context),
        RegistrationRefusal.UserDisabled => UserDisabled(context),
        RegistrationRefusal.CredentialRevoked => new Finding(
            ProblemCause.PasswordRevoked,
            $"Its password ({evidence.Detail}) was revoked.",
            "Give the phone another device password on the user's page, or a new password to the user.",
            ProblemFix.OpenUser),
        RegistrationRefusal.TooManyDevices => TooManyDevices(context),
        RegistrationRefusal.KeptOut => KeptOut(evidence, context),
        RegistrationRefusal.NetworkNotAllowed or RegistrationRefusal.TransportNotAllowed => WayNotAllowed(evidence, context),
        RegistrationRefusal.NotYourAddress or RegistrationRefusal.OnBehalfOfAnother => NotItsAddress(evidence, context),
        RegistrationRefusal.TooBrief => TooBrief(evidence, context),
        RegistrationRefusal.UnknownAlgorithm => new Finding(
            ProblemCause.BadRequest,
            $"It answers the challenge with {(evidence.Signs.Algorithm.Length > 0 ? evidence.Signs.Algorithm : "an algorithm")}, which was not offered.",
            "Set the domain's digest algorithms so that they hold what the phone can do, or update the phone.",
            ProblemFix.None),
        var other => new Finding(
            ProblemCause.BadRequest,
            $"Its REGISTER cannot be used: {RegistrationRefusals.Describe(other)}{(evidence.Detail.Length > 0 ? $" ({evidence.Detail})" : "")}.",
            "Update the phone's software, and look at what a proxy or router in front of it does.",
            ProblemFix.None),
    };

    private static Finding WrongPassword(Evidence evidence, AttemptContext context)
    {
        var name = evidence.Signs.AuthenticationName;
        var isAnother = context.Sender is { } sender && context.User is { } user && sender.Id != user.Id;
        return new Finding(
            ProblemCause.WrongPassword,
            isAnother
                ? $"The password is wrong. It answers as {name}, who is another user."
                : $"The password is wrong{(name.Length > 0 ? $" for the authentication name {name}" : "")}.",
            "Enter the password in the phone again, or make a new one and enter that. A blank at the end, or O for 0, is what goes wrong most.",
            ProblemFix.NewPassword);
    }

    private static Finding WrongAuthenticationName(Evidence evidence, AttemptContext context) => new(
        ProblemCause.WrongAuthenticationName,
        $"Its authentication name is {evidence.Signs.AuthenticationName}, which nobody has here.",
        $"Set the phone's authentication name to {context.User!.Extension}, or to that of a device password of this user.",
        ProblemFix.OpenUser);

    private static Finding UnknownUser(Evidence evidence, AttemptContext context) => new(
        ProblemCause.UnknownUser,
        $"There is no user {evidence.Signs.ToUser} in {context.Domain?.Name ?? evidence.Signs.ToHost}."
            + (context.Nearest.Length > 0 ? $" Did it mean {context.Nearest}?" : ""),
        context.Nearest.Length > 0
            ? "Correct the user name in the phone, or add a user with that extension."
            : "Add a user with that extension, or correct the user name in the phone. A stranger who guesses names can be left alone: he gets nowhere.",
        ProblemFix.AddUser);

    private static Finding WrongDomain(Evidence evidence, AttemptContext context) => new(
        ProblemCause.WrongDomain,
        $"It asks for the domain {evidence.Signs.RequestHost}, which is not served here.",
        context.OtherDomain.Length > 0
            ? $"Set the phone's SIP domain (server, registrar) to {context.OtherDomain}."
            : "Set the phone's SIP domain to one of yours. If the name is an address of this server, add it to Sip:OwnAddresses.",
        ProblemFix.None);

    private static Finding UserDisabled(AttemptContext context) => context.User is { IsEnabled: true }
        ? Awaiting("The user is enabled again")
        : new Finding(
            ProblemCause.UserDisabled, "The user is disabled, and the phone goes on trying.", "Enable the user, or switch the phone off.", ProblemFix.EnableUser);

    private static Finding TooManyDevices(AttemptContext context) => context.RegisteredDevices < context.MaxDevices
        ? Awaiting($"There is room again: {Number(context.RegisteredDevices)} of {Number(context.MaxDevices)} devices are registered")
        : new Finding(
            ProblemCause.TooManyDevices,
            $"The user has {Number(context.RegisteredDevices)} devices registered, and may have {Number(context.MaxDevices)}.",
            "Allow the user more devices, or log one of the others out.",
            ProblemFix.RaiseLimit);

    private static Finding KeptOut(Evidence evidence, AttemptContext context) => context.IsBlocked
        ? new Finding(
            ProblemCause.KeptOut,
            $"It was logged out here and is kept out{(evidence.Detail.Length > 0 ? $": {evidence.Detail}" : "")}; it goes on trying.",
            "Allow it, and it is back at its next attempt.",
            ProblemFix.AllowDevice)
        : Awaiting("It is allowed again");

    private static Finding WayNotAllowed(Evidence evidence, AttemptContext context)
    {
        var user = context.User;
        if (user is not null && user.MayComeFrom(evidence.Peer) && user.MayUse(evidence.Transport))
        {
            return Awaiting("It may come from there again");
        }

        var isNetwork = evidence.Refusal == RegistrationRefusal.NetworkNotAllowed;
        return new Finding(
            isNetwork ? ProblemCause.NetworkNotAllowed : ProblemCause.TransportNotAllowed,
            isNetwork
                ? $"It comes from {evidence.Peer.ToAddress()}: {evidence.Detail}."
                : $"It comes over {evidence.Transport.ToString().ToUpperInvariant()}: {evidence.Detail}.",
            isNetwork ? "If it shall, add the address to the user's allowed networks." : "Let the phone use an allowed transport, or allow this one.",
            ProblemFix.AllowWay);
    }

    private static Finding NotItsAddress(Evidence evidence, AttemptContext context) => new(
        ProblemCause.NotItsAddress,
        $"It proves to be {context.Sender?.Extension ?? evidence.Signs.AuthenticationName}, and wants to register {evidence.Signs.ToUser}.",
        "Make user name and authentication name of the phone those of one user; only whom you allow it may register others.",
        ProblemFix.OpenUser);

    private static Finding TooBrief(Evidence evidence, AttemptContext context) => new(
        ProblemCause.IntervalTooBrief,
        $"It asks for {(evidence.Signs.Expires.Length > 0 ? evidence.Signs.Expires : "too few")} seconds, and does not heed that {Number(context.MinExpires)} is the least.",
        $"Set its registration time to {Number(context.MinExpires)} seconds or more; Registrar:MinExpires sets the least for all.",
        ProblemFix.None);

    private static Finding NonceLoop(Evidence evidence) => new(
        ProblemCause.NonceLoop,
        "It knows the password, and goes on with an old challenge although it gets a new one each time.",
        "Restart the phone, then update its software. Two phones that share one identity behind a proxy do this too.",
        ProblemFix.None);

    private static Finding Unanswered(Evidence evidence, AttemptContext context) => new(
        ProblemCause.ChallengeUnanswered,
        "It asks again and again, and never answers when it is asked for its password.",
        "Either no password is set in it, or our answers do not reach it: a firewall, a NAT or a SIP ALG in front of it drops them.",
        context.User is null ? ProblemFix.None : ProblemFix.OpenUser);

    private static Finding Awaiting(string what) => new(
        ProblemCause.AwaitingRetry,
        $"{what}; the phone has not tried since.",
        "It comes back at its next attempt. To be quicker, restart the phone.",
        ProblemFix.None);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
