using PbxPortal.Accounts;

namespace PbxPortal.Components.Layout;

/// <summary>How a role is called on the pages.</summary>
public static class RoleDisplay
{
    public static string WordOf(PortalRole? role) => role switch
    {
        PortalRole.Owner => "Owner",
        PortalRole.Admin => "Admin",
        PortalRole.HelpDesk => "Help desk",
        PortalRole.ReadOnly => "Read only",
        _ => "No role",
    };
}
