using System.Security.Claims;
using PbxPortal.Search;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Finds what the test says.</summary>
internal sealed class FakePortalSearch : IPortalSearch
{
    public List<string> Asked { get; } = [];

    public SearchResult Result { get; set; } = SearchResult.Nothing;

    public Task<SearchResult> FindAsync(ClaimsPrincipal who, string text, CancellationToken cancellationToken)
    {
        Asked.Add(text);
        return Task.FromResult(Result);
    }
}
