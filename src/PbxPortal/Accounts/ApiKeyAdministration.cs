using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Accounts;

/// <summary>Asks for the permission, and checks what was entered.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ApiKeyAdministration(ApiKeyEditor editor, GrantRules grantRules) : IApiKeyAdministration
{
    public Task<IReadOnlyList<ApiKey>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        return editor.ListAsync(cancellationToken);
    }

    public async Task<(string? Key, ImmutableArray<Mistake> Mistakes)> CreateAsync(
        ClaimsPrincipal who, string name, RoleGrant grant, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        if (grantRules.Check([grant]) is { IsEmpty: false } mistakes)
        {
            return (null, mistakes);
        }

        var (key, mistake) = await editor.CreateAsync(name, grant, PortalAccess.ActorOf(who), cancellationToken);
        return key is null ? (null, [new Mistake("Name", mistake!)]) : (key, []);
    }

    public Task<bool> RevokeAsync(ClaimsPrincipal who, string name, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        return editor.RevokeAsync(name, PortalAccess.ActorOf(who), cancellationToken);
    }

    private static void RequireOwner(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Owner))
        {
            throw new UnauthorizedAccessException("This needs the role owner.");
        }
    }
}
