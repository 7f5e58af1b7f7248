using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One API key as the HTTP API writes it; the key itself is not kept.</summary>
/// <param name="Domain"><c>null</c>: all domains.</param>
/// <param name="CreatedBy">The account that made it; empty: not known any more.</param>
public sealed record ApiKeyRow(
    string Name, string? Role, string? Domain, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    internal static ApiKeyRow Of(ApiKey key, IUserDirectory directory)
    {
        var grant = GrantBody.Of(key.Grant, directory);
        return new ApiKeyRow(key.Name, grant.Role, grant.Domain, key.CreatedAt, key.CreatedBy, key.LastUsedAt, key.RevokedAt);
    }
}
