using System.Collections.Immutable;
using System.Security.Claims;

namespace PbxPortal.Provisioning;

/// <summary>
/// Sets phones up. Whoever manages the user may, and the user himself (<see cref="Accounts.PortalAccess.MaySetUp"/>); to everybody
/// else a user looks like nobody, so that ids tell nothing.
/// </summary>
public interface IPhoneSetups
{
    /// <summary>A set-up of that id is not as it was; raised on any thread.</summary>
    event Action<long>? Changed;

    /// <summary>The servers that an app can be told of for that user, the preferred one first.</summary>
    /// <param name="portal">Under which address the browser reached the portal.</param>
    ImmutableArray<PublicSipAddress> ServersFor(PhoneApp app, Server.Directory.User user, Uri portal);

    /// <summary>What would keep phones from coming through, or secrets from staying secret.</summary>
    ImmutableArray<string> WarningsFor(PhoneApp app, PublicSipAddress? server, Uri portal);

    /// <summary>Makes a credential for the one phone, with the code that carries it there.</summary>
    /// <param name="server">One of <see cref="ServersFor"/>; <c>null</c>: the first.</param>
    /// <param name="portal">Under which address the browser reached the portal.</param>
    /// <returns><c>null</c>: there is no such user.</returns>
    /// <exception cref="Server.Location.StoreUnavailableException">Nothing was changed.</exception>
    Task<NewPhoneSetup?> CreateAsync(
        ClaimsPrincipal who, long userId, PhoneApp app, PublicSipAddress? server, Uri portal, CancellationToken cancellationToken);

    /// <summary>Takes a set-up back that no phone has registered with, and revokes its credential.</summary>
    /// <returns><c>false</c>: there is no such set-up, or it is over.</returns>
    /// <exception cref="Server.Location.StoreUnavailableException">Nothing was changed.</exception>
    Task<bool> CancelAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken);

    /// <returns><c>null</c>: there is no such set-up.</returns>
    Task<PhoneSetup?> FindAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken);

    /// <summary>The set-ups of a user, the latest first; those of the last month, twenty at most.</summary>
    /// <returns><c>null</c>: there is no such user.</returns>
    Task<IReadOnlyList<PhoneSetup>?> ListAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);
}
