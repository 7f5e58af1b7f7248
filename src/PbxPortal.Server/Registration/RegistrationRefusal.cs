namespace PbxPortal.Server.Registration;

/// <summary>Why a REGISTER is refused. What each means on the wire and in the portal stands in <see cref="RegistrationRefusals"/>.</summary>
internal enum RegistrationRefusal
{
    None,
    UnsupportedScheme,
    WrongDomain,
    BadExtension,
    MalformedCredentials,
    UnknownAlgorithm,
    WrongPassword,
    UnknownUser,
    CredentialRevoked,
    UserDisabled,
    NotYourAddress,
    OnBehalfOfAnother,
    NetworkNotAllowed,
    TransportNotAllowed,
    BadTo,
    NoSuchUser,
    BadContact,
    WildcardMisused,
    TooBrief,
    OutOfOrder,
    KeptOut,
    TooManyDevices,
    StoreUnavailable,
}
