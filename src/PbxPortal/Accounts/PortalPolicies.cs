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
}
