using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Components.Pages;

/// <summary>The users of the domains one may see, with how many of their devices are registered now.</summary>
public sealed partial class UsersPage : IAsyncDisposable
{
    private static readonly Dictionary<string, object> TableLabel = new(StringComparer.Ordinal) { ["aria-label"] = "Users" };

    private readonly UserList _list = new();
    private FeedWatch _watch = null!;
    private Task<AuthenticationState>? _watchedAs;
    private ClaimsPrincipal _who = new();
    private string _text = "";
    private string? _failure;

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required UserCommands Commands { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Inject]
    public required IOptions<RegistrarOptions> DeviceLimit { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    public async ValueTask DisposeAsync()
    {
        Directory.Changed -= OnDirectoryChanged;
        await _watch.DisposeAsync();
    }

    public Task EditAsync(long userId) => WithUserAsync(userId, user => Commands.EditAsync(_who, user));

    public Task NewPasswordAsync(long userId) => WithUserAsync(userId, user => Commands.NewPasswordAsync(_who, user));

    public Task SetEnabledAsync(long userId, bool isEnabled) => WithUserAsync(
        userId, user => isEnabled ? Commands.EnableAsync(_who, user) : Commands.DisableAsync(user));

    public Task DeleteAsync(long userId) => WithUserAsync(userId, Commands.DeleteAsync);

    protected override async Task OnInitializedAsync()
    {
        _watch = new FeedWatch(Feed, TimeProvider);
        Directory.Changed += OnDirectoryChanged;
        _who = (await Authentication).User;
        ReadUsers();
    }

    protected override async Task OnParametersSetAsync()
    {
        _text = Query ?? "";
        _list.Search(_text);
        if (_watchedAs is not null && _watchedAs != Authentication)
        {
            // Another account or other roles: what it may not see any more must go.
            await WatchAsync();
            ReadUsers();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await WatchAsync();
        }
    }

    private string Summary => $"{_list.Reachable} of {_list.Total} reachable";

    private bool MayAdd => Directory.Domains.Any(domain => PortalAccess.Has(_who, PortalRole.Admin, domain.Id));

    private bool MayManage(User user) => PortalAccess.Has(_who, PortalRole.Admin, user.Domain.Id);

    private int MaxOf(User user) => user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? DeviceLimit.Value.MaxDevicesPerUser;

    private static string LabelOf(User user) => DeviceLabel.UserOf(user.Extension, user.DisplayName);

    private void Open(long userId) => Navigation.NavigateTo($"/users/{userId}");

    private Task AddAsync() => Commands.AddAsync(_who);

    private void OnSearch(ChangeEventArgs change) => Search(change.Value as string ?? "");

    private void Clear() => Search("");

    private void Search(string text) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", text.Length == 0 ? null : text), replace: true);

    private void ReadUsers() =>
        _list.SetUsers(PortalAccess.VisibleDomains(_who, Directory).SelectMany(domain => Directory.UsersOf(domain.Id)));

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(() =>
    {
        ReadUsers();
        StateHasChanged();
    });

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(
            domainId => PortalAccess.Has(_who, PortalRole.ReadOnly, domainId),
            batch =>
            {
                if (_list.Apply(batch))
                {
                    StateHasChanged();
                }
            },
            failure =>
            {
                _failure = failure.Message;
                StateHasChanged();
            });
    }

    private Task WithUserAsync(long userId, Func<User, Task> command) =>
        Directory.FindUser(userId) is { } user ? command(user) : Task.CompletedTask;
}
