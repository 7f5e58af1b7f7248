using System.Security.Claims;

namespace PbxPortal.Search;

/// <summary>Finds users and devices of the domains that one may see by whatever one knows of them.</summary>
public interface IPortalSearch
{
    /// <summary>Looks through everything off the caller's thread; cancel it when the reader types on.</summary>
    /// <param name="text">
    /// An extension, a name, a phone number in any notation, an address, a MAC in any notation, a product; several words must all occur.
    /// </param>
    Task<SearchResult> FindAsync(ClaimsPrincipal who, string text, CancellationToken cancellationToken);
}
