namespace PbxPortal.Server.Subscriptions;

/// <summary>What brought a contact into its state (RFC 3680, 4.7.1 and 5.1).</summary>
/// <remarks>
/// <c>created</c> and <c>shortened</c> are not here: bindings come from REGISTER alone, and nobody shortens one without the phone.
/// </remarks>
internal enum ContactEvent
{
    Registered,
    Refreshed,

    /// <summary>Its time ran out.</summary>
    Expired,

    /// <summary>It was taken away, by somebody or because its connection ended; the device shall register again.</summary>
    Deactivated,

    /// <summary>It was taken away; the device shall register again, but later.</summary>
    Probation,

    /// <summary>The device took it back.</summary>
    Unregistered,

    /// <summary>It was taken away, and registering again will not help.</summary>
    Rejected,
}
