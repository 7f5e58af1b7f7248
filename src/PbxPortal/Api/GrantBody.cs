using System.Collections.Immutable;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>A role in one domain or in all, as the HTTP API reads and writes it.</summary>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>helpDesk</c> or <c>readOnly</c>.</param>
/// <param name="Domain">The domain's name; <c>null</c>: all domains.</param>
public sealed record GrantBody(string? Role, string? Domain)
{
    public static GrantBody Of(RoleGrant grant, IUserDirectory directory)
    {
        var role = grant.Role.ToString();
        return new GrantBody(
            char.ToLowerInvariant(role[0]) + role[1..],
            grant.DomainId is { } id ? directory.FindDomain(id)?.Name ?? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <param name="mistake">What is wrong; empty: nothing.</param>
    public static ImmutableArray<RoleGrant> Read(IReadOnlyList<GrantBody>? grants, IUserDirectory directory, out string mistake)
    {
        mistake = "";
        var read = ImmutableArray.CreateBuilder<RoleGrant>();
        foreach (var grant in grants ?? [])
        {
            if (grant.Read(directory, out mistake) is not { } one)
            {
                return [];
            }

            read.Add(one);
        }

        return read.ToImmutable();
    }

    public RoleGrant? Read(IUserDirectory directory, out string mistake)
    {
        mistake = "";
        if (!char.IsLetter(Role?.FirstOrDefault() ?? ' ') || !Enum.TryParse<PortalRole>(Role, ignoreCase: true, out var role))
        {
            mistake = $"role '{Role}' is none of owner, admin, helpDesk and readOnly.";
            return null;
        }

        if (string.IsNullOrEmpty(Domain))
        {
            return new RoleGrant(role, DomainId: null);
        }

        if (directory.FindDomain(Domain) is { } domain)
        {
            return new RoleGrant(role, domain.Id);
        }

        mistake = $"There is no domain '{Domain}'; leave it out for all domains.";
        return null;
    }
}
