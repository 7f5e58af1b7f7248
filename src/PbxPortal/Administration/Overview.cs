using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Statistics;

namespace PbxPortal.Administration;

/// <summary>Looks at the problems with the eyes of whoever asks.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class Overview(IProblemBook book, IRegistrationHistory history, IUserDirectory directory) : IOverview
{
    public long Version => book.Read().Version;

    public OverviewState Read(ClaimsPrincipal who)
    {
        var snapshot = book.Read();
        var visible = PortalAccess.VisibleDomains(who, directory).ToDictionary(domain => domain.Id, domain => domain.Name);
        var seesAll = PortalAccess.HasEverywhere(who, PortalRole.ReadOnly);
        return new OverviewState(
            snapshot.Version,
            visible.Keys.Select(id => snapshot.Domains.GetValueOrDefault(id)).Aggregate(default(DomainCounts), DomainCounts.Add),
            [
                .. snapshot.Problems
                    .Where(problem => problem.DomainId is { } domainId ? visible.ContainsKey(domainId) : seesAll)
                    .Select(problem => problem.Domain.Length == 0 && problem.DomainId is { } id ? problem with { Domain = visible[id] } : problem),
            ],
            visible.Keys.Any(snapshot.Domains.ContainsKey));
    }

    public IReadOnlyList<RegistrationSample> History(ClaimsPrincipal who) => PortalAccess.HasEverywhere(who, PortalRole.ReadOnly)
        ? history.OfAll()
        : history.OfDomains([.. PortalAccess.VisibleDomains(who, directory).Select(domain => domain.Id)]);

    public double? RegistersPerSecond(ClaimsPrincipal who) =>
        PortalAccess.HasEverywhere(who, PortalRole.ReadOnly) ? history.RegistersPerSecond : null;
}
