using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds or edits one portal account and its roles.</summary>
public sealed partial class AccountDialog
{
    private readonly List<GrantDraft> _grants = [];
    private string? _name = "";
    private bool _isEnabled = true;
    private string? _password;

    [Inject]
    public required IAccountAdministration Accounts { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    /// <summary>The account to edit; <c>null</c>: a new one.</summary>
    [Parameter]
    public AccountSummary? Account { get; set; }

    protected override void OnInitialized()
    {
        if (Account is { } account)
        {
            (_name, _isEnabled) = (account.Name, account.IsEnabled);
            _grants.AddRange(account.Grants.Select(grant => new GrantDraft { Role = grant.Role, DomainId = grant.DomainId ?? 0 }));
        }

        if (_grants.Count == 0)
        {
            _grants.Add(new GrantDraft());
        }
    }

    private string Title => (Account, _password) switch
    {
        (_, not null) => "Account added",
        (null, _) => "Add an account",
        var (account, _) => $"Edit {account.Name}",
    };

    private string DomainText(GrantDraft grant, long domainId) =>
        domainId == 0 || grant.Role == PortalRole.Owner ? "All domains" : Directory.FindDomain(domainId)?.Name ?? "A deleted domain";

    private Task SaveAsync() => RunAsync(async who =>
    {
        ImmutableArray<RoleGrant> grants = [.. _grants.Select(grant => grant.ToGrant()).Distinct()];
        await SaveAsync(who, grants);
    });

    private async Task SaveAsync(System.Security.Claims.ClaimsPrincipal who, ImmutableArray<RoleGrant> grants)
    {
        ImmutableArray<Mistake> mistakes;
        if (Account is { } account)
        {
            mistakes = await Accounts.EditAsync(who, account.Id, _isEnabled, grants, CancellationToken.None);
        }
        else
        {
            (_password, mistakes) = await Accounts.AddAsync(who, _name?.Trim() ?? "", grants, CancellationToken.None);
        }

        Mistakes = FieldMistakes.Of(mistakes, Account is null ? ["Name"] : []);
        if (mistakes.IsDefaultOrEmpty && _password is null)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    }

    private sealed class GrantDraft
    {
        public PortalRole Role { get; set; } = PortalRole.HelpDesk;

        /// <summary>Zero: all domains.</summary>
        public long DomainId { get; set; }

        /// <summary>An owner is owner of all.</summary>
        public RoleGrant ToGrant() => new(Role, DomainId == 0 || Role == PortalRole.Owner ? null : DomainId);
    }
}
