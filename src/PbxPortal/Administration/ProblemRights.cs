using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Administration;

/// <summary>Who may mend what.</summary>
public static class ProblemRights
{
    public static bool MayMend(ClaimsPrincipal who, Problem problem) => problem.Fix switch
    {
        ProblemFix.None => false,
        ProblemFix.OpenUser or ProblemFix.OpenDevice => true,
        ProblemFix.OpenTransports => PortalAccess.HasEverywhere(who, PortalRole.Owner),
        ProblemFix.OpenSecurity or ProblemFix.Unban => PortalAccess.HasEverywhere(who, PortalRole.Admin),
        ProblemFix.AllowDevice => Has(who, PortalRole.HelpDesk, problem),
        _ => Has(who, PortalRole.Admin, problem),
    };

    /// <summary>Who is to be asked, part of a sentence.</summary>
    public static string NeededFor(ProblemFix fix) => fix switch
    {
        ProblemFix.OpenTransports => "an owner",
        ProblemFix.OpenSecurity or ProblemFix.Unban => "an administrator of all domains",
        ProblemFix.AllowDevice => "the help desk",
        _ => "an administrator",
    };

    private static bool Has(ClaimsPrincipal who, PortalRole role, Problem problem) =>
        problem.DomainId is { } domainId && PortalAccess.Has(who, role, domainId);
}
