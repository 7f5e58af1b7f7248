namespace PbxPortal.Server.Subscriptions;

/// <summary>Why a SUBSCRIBE is refused. What each means on the wire stands in <see cref="SubscribeResponses"/>.</summary>
internal enum SubscribeRefusal
{
    None,
    UnsupportedScheme,
    BadExtension,
    BadEvent,
    NotAcceptable,
    UnknownDialog,
    WrongDomain,
    NotProved,
    MalformedCredentials,
    UserDisabled,
    NotYours,
    OneDialog,
    NoSuchUser,
    BadContact,
    TooLong,
    TooBrief,
    OutOfOrder,
    TooMany,
    Overloaded,
}
