namespace PbxPortal.Accounts;

/// <summary>
/// Names of the authorization policies. With a domain as resource each asks for the role in that domain; without a resource,
/// for the role in any domain (to open a page).
/// </summary>
public static class PortalPolicies
{
    /// <summary>At least <see cref="PortalRole.ReadOnly"/>.</summary>
    public const string See = "See";

    /// <summary>At least <see cref="PortalRole.HelpDesk"/>.</summary>
    public const string ControlDevices = "ControlDevices";

    /// <summary>At least <see cref="PortalRole.Admin"/>.</summary>
    public const string ManageUsers = "ManageUsers";

    /// <summary><see cref="PortalRole.Owner"/>.</summary>
    public const string Own = "Own";

    /// <summary>To set up phones: at least <see cref="PortalRole.Admin"/> somewhere, or a phone user for himself.</summary>
    public const string SetUpPhones = "SetUpPhones";

    /// <summary>A phone user, for his own devices.</summary>
    public const string OwnPhones = "OwnPhones";

    /// <summary>Whoever is signed in with an account of his own, whatever it may do; no API key.</summary>
    public const string HaveAccount = "HaveAccount";
}
