using System.CommandLine;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The options <c>--role</c> and <c>--domain</c> of the commands that give a role.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class GrantOptions
{
    private readonly Option<PortalRole> _role = new("--role")
    {
        Description = "What it may do; each role may do what the ones before it may.",
    };

    private readonly Option<string?> _domain = new("--domain") { Description = "The one domain that the role is for; left out: all domains." };

    /// <param name="defaultRole"><c>null</c>: the option must be given.</param>
    public GrantOptions(PortalRole? defaultRole)
    {
        _role.Required = defaultRole is null;
        if (defaultRole is { } role)
        {
            _role.DefaultValueFactory = _ => role;
        }
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_role);
        command.Options.Add(_domain);
    }

    /// <returns>The grant, or what is wrong with it.</returns>
    public async Task<(RoleGrant? Grant, string? Mistake)> ReadAsync(
        ParseResult arguments, AccountStore accounts, CancellationToken cancellationToken)
    {
        var role = arguments.GetValue(_role);
        if (!Enum.IsDefined(role))
        {
            return (null, $"--role is one of {string.Join(", ", Enum.GetNames<PortalRole>())}.");
        }

        if (arguments.GetValue(_domain) is not { } name)
        {
            return (new RoleGrant(role, null), null);
        }

        if (role is PortalRole.Owner)
        {
            return (null, "An owner owns the whole portal; leave out --domain, or give the role Admin.");
        }

        return await accounts.FindDomainIdAsync(name, cancellationToken) is { } id
            ? (new RoleGrant(role, id), null)
            : (null, $"There is no domain {name}.");
    }
}
