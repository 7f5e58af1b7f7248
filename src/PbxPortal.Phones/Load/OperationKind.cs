namespace PbxPortal.Phones.Load;

/// <summary>What one phone of a load run does, from its first request to the final answer.</summary>
internal enum OperationKind
{
    /// <summary>Without credentials, as after power-on: 401, then 200.</summary>
    Register,

    /// <summary>With the nonce it has, counted up: 200 at once.</summary>
    Refresh,

    /// <summary>A refresh by a phone that forgets its nonce: 401, then 200.</summary>
    Rechallenge,

    /// <summary>REGISTER without Contact: the 200 lists the user's bindings (RFC 3261, 10.2.3).</summary>
    Query,

    /// <summary>A query a second after a binding has run out: it must not be listed any more.</summary>
    Gone,

    LogOut,

    /// <summary>The phone is at another address: the new contact comes and the old one goes in one request.</summary>
    Move,

    /// <summary>Registers for a short time, falls silent, and is back when the binding has run out.</summary>
    Lapse,

    /// <summary>Credentials that prove nothing: 401 or 403 is the right answer.</summary>
    WrongPassword,
}
