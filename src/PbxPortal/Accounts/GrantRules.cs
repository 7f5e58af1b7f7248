using System.Collections.Immutable;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Accounts;

/// <summary>Which grants make sense together, and how they read.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class GrantRules(IUserDirectory directory)
{
    public ImmutableArray<Mistake> Check(ImmutableArray<RoleGrant> grants) => [.. Sentences(grants).Select(text => new Mistake("Grants", text))];

    /// <summary>For the audit, for example <c>HelpDesk in acme.example</c>.</summary>
    public string WordsOf(ImmutableArray<RoleGrant> grants) =>
        string.Join(", ", grants.Select(grant => $"{grant.Role} in {NameOf(grant.DomainId)}"));

    private IEnumerable<string> Sentences(ImmutableArray<RoleGrant> grants)
    {
        if (grants.IsDefaultOrEmpty)
        {
            yield return "Give at least one role. Example: help desk in all domains.";
            yield break;
        }

        if (grants.Any(grant => grant is { Role: PortalRole.Owner, DomainId: not null }))
        {
            yield return "An owner owns the whole portal; choose all domains, or the role admin for one domain.";
        }

        if (grants.Any(grant => !Enum.IsDefined(grant.Role)))
        {
            yield return "Choose one of the roles owner, admin, help desk and read only.";
        }

        if (grants.Any(grant => grant.DomainId is { } id && directory.FindDomain(id) is null))
        {
            yield return "One of the domains is gone; somebody deleted it meanwhile.";
        }

        if (grants.DistinctBy(grant => grant.DomainId).Count() < grants.Length)
        {
            yield return "Choose one role for each domain; a higher role may do what the lower ones may.";
        }
    }

    private string NameOf(long? domainId) =>
        domainId is not { } id ? "all domains" : directory.FindDomain(id)?.Name ?? $"domain {id}";
}
