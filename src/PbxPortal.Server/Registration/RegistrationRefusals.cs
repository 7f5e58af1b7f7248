using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>The one table from a refusal to its status code, its reason phrase and the words of the portal.</summary>
internal static class RegistrationRefusals
{
    /// <summary>Says nothing on the wire that helps to guess names or passwords: those refusals are a new challenge.</summary>
    public static (int StatusCode, string ReasonPhrase) ResponseTo(RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.UnsupportedScheme => (StatusCode.UnsupportedUriScheme, ""),
        RegistrationRefusal.WrongDomain => (StatusCode.NotFound, "Domain Not Served Here"),
        RegistrationRefusal.BadExtension => (StatusCode.BadExtension, ""),
        RegistrationRefusal.MalformedCredentials => (StatusCode.BadRequest, "Bad Request (Authorization)"),
        RegistrationRefusal.CredentialRevoked => (StatusCode.Forbidden, "Password Revoked"), // Only to somebody who knows it.
        RegistrationRefusal.UserDisabled => (StatusCode.Forbidden, "User Disabled"),
        RegistrationRefusal.NotYourAddress => (StatusCode.Forbidden, "Not Your Address"),
        RegistrationRefusal.OnBehalfOfAnother => (StatusCode.Forbidden, "From And To Differ"),
        RegistrationRefusal.NetworkNotAllowed => (StatusCode.Forbidden, "Network Not Allowed"),
        RegistrationRefusal.TransportNotAllowed => (StatusCode.Forbidden, "Transport Not Allowed"),
        RegistrationRefusal.BadTo => (StatusCode.BadRequest, "Bad Request (To)"),
        RegistrationRefusal.NoSuchUser => (StatusCode.NotFound, ""),
        RegistrationRefusal.BadContact => (StatusCode.BadRequest, "Bad Request (Contact)"),
        RegistrationRefusal.WildcardMisused => (StatusCode.BadRequest, "Contact * Needs Expires 0 And Stands Alone"),
        RegistrationRefusal.TooBrief => (StatusCode.IntervalTooBrief, ""),
        RegistrationRefusal.OutOfOrder => (StatusCode.BadRequest, "CSeq Out Of Order"),
        RegistrationRefusal.KeptOut => (StatusCode.Forbidden, "Logged Out By Administrator"),
        RegistrationRefusal.TooManyDevices => (StatusCode.Forbidden, "Too Many Devices"),
        RegistrationRefusal.StoreUnavailable => (StatusCode.ServiceUnavailable, ""),
        _ => (StatusCode.Unauthorized, ""),
    };

    /// <summary>Part of a sentence for the activity and the device's row.</summary>
    public static string Describe(RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.UnsupportedScheme => "the Request-URI is not a SIP address",
        RegistrationRefusal.WrongDomain => "wrong domain",
        RegistrationRefusal.BadExtension => "requires an extension that is not offered",
        RegistrationRefusal.MalformedCredentials => "the credentials cannot be read",
        RegistrationRefusal.UnknownAlgorithm => "answers with a digest algorithm or qop that was not offered",
        RegistrationRefusal.WrongPassword => "wrong password",
        RegistrationRefusal.UnknownUser => "unknown user",
        RegistrationRefusal.CredentialRevoked => "the password was revoked",
        RegistrationRefusal.UserDisabled => "the user is disabled",
        RegistrationRefusal.NotYourAddress => "wants to register the address of another user",
        RegistrationRefusal.OnBehalfOfAnother => "From and To differ",
        RegistrationRefusal.NetworkNotAllowed => "comes from a network that is not allowed",
        RegistrationRefusal.TransportNotAllowed => "comes over a transport that is not allowed",
        RegistrationRefusal.BadTo => "the To header is not an address of record",
        RegistrationRefusal.NoSuchUser => "no such user",
        RegistrationRefusal.BadContact => "the Contact header cannot be used",
        RegistrationRefusal.WildcardMisused => "Contact: * without Expires: 0, or beside another contact",
        RegistrationRefusal.TooBrief => "asks for a shorter lifetime than allowed",
        RegistrationRefusal.OutOfOrder => "an old request came late (CSeq out of order)",
        RegistrationRefusal.KeptOut => "kept out by an administrator",
        RegistrationRefusal.TooManyDevices => "the user has too many devices registered",
        RegistrationRefusal.StoreUnavailable => "the database could not be written",
        _ => "refused",
    };

    /// <summary>Whether the device's row shows it: a question of the set-up that somebody must mend.</summary>
    public static bool ConcernsDevice(RegistrationRefusal refusal) =>
        refusal is not (RegistrationRefusal.None or RegistrationRefusal.OutOfOrder or RegistrationRefusal.TooBrief
            or RegistrationRefusal.StoreUnavailable or RegistrationRefusal.KeptOut);

    /// <summary>Part of the ordinary conversation, or told by other means: no line in the activity.</summary>
    public static bool IsWorthTelling(RegistrationRefusal refusal) =>
        refusal is not (RegistrationRefusal.None or RegistrationRefusal.TooBrief or RegistrationRefusal.StoreUnavailable);
}
