using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>Which role an endpoint asks for, for its check and its description alike.</summary>
/// <param name="Role"><c>null</c>: no key may; only a phone user for himself, or any account.</param>
/// <param name="IsEverywhere">In all domains; otherwise in the domain that the request is about.</param>
/// <param name="OrPhoneUser">A phone user may as well, for himself.</param>
/// <param name="OfAccount">Whoever has an account may, whatever its role.</param>
internal sealed record NeededRole(PortalRole? Role, bool IsEverywhere, bool OrPhoneUser = false, bool OfAccount = false)
{
    public string Words => OrPhoneUser ? $"{WordsOfRole}; a phone user may for himself" : WordsOfRole;

    private string WordsOfRole => (Role, IsEverywhere) switch
    {
        (null, _) when OfAccount => "of any account, signed in with a browser",
        (null, _) => "of a phone user, signed in with a browser",
        (PortalRole.Owner, _) => "owner",
        ({ } role, true) => $"{WordOf(role)} in all domains",
        ({ } role, _) => $"{WordOf(role)} in the domain",
    };

    private static string WordOf(PortalRole role) => role switch
    {
        PortalRole.ReadOnly => "read only",
        PortalRole.HelpDesk => "help desk",
        PortalRole.Admin => "admin",
        _ => "owner",
    };
}
