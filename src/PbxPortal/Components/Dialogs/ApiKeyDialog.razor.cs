using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Makes an API key, and shows it once.</summary>
public sealed partial class ApiKeyDialog
{
    private string? _name = "";
    private PortalRole _role = PortalRole.ReadOnly;
    private long _domainId; // Zero: all domains.
    private string? _key;

    [Inject]
    public required IApiKeyAdministration Keys { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    private string Meaning => _role switch
    {
        PortalRole.ReadOnly => "Sees devices, users, calls and activity.",
        PortalRole.HelpDesk => "Sees all that, and logs devices out, keeps them out and watches their messages.",
        PortalRole.Admin => "Does all that, and manages users and their passwords.",
        _ => "May do everything: accounts, domains and API keys as well.",
    };

    private string DomainText(long domainId) =>
        domainId == 0 || _role == PortalRole.Owner ? "All domains" : Directory.FindDomain(domainId)?.Name ?? "A deleted domain";

    private Task CreateAsync() => RunAsync(async who =>
    {
        _name = _name?.Trim() ?? "";
        var grant = new RoleGrant(_role, _domainId == 0 || _role == PortalRole.Owner ? null : _domainId); // An owner is owner of all.
        var (key, mistakes) = await Keys.CreateAsync(who, _name, grant, CancellationToken.None);
        (_key, Mistakes) = (key, FieldMistakes.Of(mistakes, "Name"));
    });
}
