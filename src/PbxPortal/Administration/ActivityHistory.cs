using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Reads the activity with the eyes of whoever asks.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ActivityHistory(SqliteActivityStore store, IUserDirectory directory) : IActivityHistory
{
    public Task<IReadOnlyList<ActivityLine>> ReadAsync(
        ClaimsPrincipal who, ActivityFilter filter, CancellationToken cancellationToken) =>
        store.ReadAsync(
            VisibleDomainIds(who), PortalAccess.HasAnywhere(who, PortalRole.Owner), filter, cancellationToken);

    public Task<long> CountRefreshesAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        store.CountRefreshesAsync(VisibleDomainIds(who), cancellationToken);

    private List<long> VisibleDomainIds(ClaimsPrincipal who) =>
        [.. PortalAccess.VisibleDomains(who, directory).Select(domain => domain.Id)];
}
