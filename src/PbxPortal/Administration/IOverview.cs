using System.Security.Claims;
using PbxPortal.Server.Statistics;

namespace PbxPortal.Administration;

/// <summary>Numbers and problems of the domains that one may see; what belongs to no domain is for those who see all.</summary>
public interface IOverview
{
    /// <summary>Rises with every change of what <see cref="Read"/> gives, for anybody.</summary>
    long Version { get; }

    OverviewState Read(ClaimsPrincipal who);

    /// <summary>How many were registered over the last 24 hours, in the order of time.</summary>
    IReadOnlyList<RegistrationSample> History(ClaimsPrincipal who);

    /// <summary>REGISTERs answered per second just now; <c>null</c>: counted for all domains together, and for those who see all.</summary>
    double? RegistersPerSecond(ClaimsPrincipal who);
}
