using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Components.Layout;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Pages;

/// <summary>What other programs sign in with, for owners.</summary>
public sealed partial class ApiKeysPage
{
    private const string Revoked = "revoked";

    /// <summary>A key that is shown once must not go with a key of the keyboard that was pressed by mistake.</summary>
    private static readonly DialogOptions Unlosable = new()
    {
        BackdropClick = false,
        CloseOnEscapeKey = false,
        CloseButton = false,
        FullWidth = true,
        MaxWidth = MaxWidth.Small,
    };

    private IReadOnlyList<ApiKey>? _keys;
    private ClaimsPrincipal _who = new();
    private string? _failure;

    [Inject]
    public required IApiKeyAdministration Keys { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _who = (await Authentication).User;
        await ReadAsync();
    }

    private bool ShowsRevoked => string.Equals(State, Revoked, StringComparison.OrdinalIgnoreCase);

    private IReadOnlyList<ApiKey> Shown => [.. (_keys ?? []).Where(key => key.RevokedAt is not null == ShowsRevoked)];

    private string GrantText(RoleGrant grant) => grant.DomainId is { } id
        ? $"{RoleDisplay.WordOf(grant.Role)} of {Directory.FindDomain(id)?.Name ?? "a deleted domain"}"
        : $"{RoleDisplay.WordOf(grant.Role)} of all";

    private void Show(string? state) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("state", state));

    private async Task ReadAsync()
    {
        try
        {
            _keys = await Keys.ListAsync(_who, CancellationToken.None);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    private async Task CreateAsync()
    {
        var opened = await Dialogs.ShowAsync<ApiKeyDialog>("API key", Unlosable);
        await opened.Result;
        await ReadAsync();
    }

    private async Task RevokeAsync(ApiKey key)
    {
        var answer = await Dialogs.ShowMessageBoxAsync(
            $"Revoke {key.Name}?",
            "Whatever uses the key is refused from now on, and its open connections end within seconds. A revoked key never comes back.",
            yesText: "Revoke key",
            cancelText: "Cancel");
        if (answer is not true)
        {
            return;
        }

        try
        {
            var isRevoked = await Keys.RevokeAsync(_who, key.Name, CancellationToken.None);
            Snackbar.Add(isRevoked ? $"{key.Name} is revoked." : $"{key.Name} was revoked already.", Severity.Normal);
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }

        await ReadAsync();
    }
}
