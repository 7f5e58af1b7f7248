using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Server.Admission;

namespace PbxPortal.Administration;

/// <summary>Bans and allowed networks as the portal and the API see and change them, with the permission checked here and written to the audit.</summary>
/// <remarks>
/// They concern all domains of the server, so every method asks for the role administrator in all of them and throws
/// <see cref="UnauthorizedAccessException"/> without it.
/// </remarks>
public interface ISecurityAdministration
{
    /// <summary>Something that <see cref="Read"/> gives has changed; raised on any thread.</summary>
    event Action? Changed;

    SecurityState Read(ClaimsPrincipal who);

    /// <returns>The mistakes; none: it is banned.</returns>
    Task<ImmutableArray<Mistake>> BanAsync(ClaimsPrincipal who, BanDraft draft, CancellationToken cancellationToken);

    /// <returns><c>false</c>: there is no such ban.</returns>
    Task<bool> UnbanAsync(ClaimsPrincipal who, BanKey key, CancellationToken cancellationToken);

    /// <returns>The mistakes; none: it is allowed.</returns>
    Task<ImmutableArray<Mistake>> AllowAsync(ClaimsPrincipal who, AllowedNetworkDraft draft, CancellationToken cancellationToken);

    /// <returns><c>false</c>: it is not there, or it stands in the settings.</returns>
    Task<bool> DisallowAsync(ClaimsPrincipal who, SourceNetwork network, CancellationToken cancellationToken);
}
