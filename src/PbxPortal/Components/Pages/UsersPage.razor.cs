using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Live;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Components.Pages;

/// <summary>The users of the domains one may see, with how their devices stand now, and the orders for many of them at once.</summary>
public sealed partial class UsersPage : IAsyncDisposable
{
    /// <summary>Up to so many users the list lays itself anew when nobody is at work in it; beyond, the reader asks for it.</summary>
    private const int LaysItselfAnewUpTo = 5_000;

    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(1);

    private readonly DotNetObjectReference<UsersPage> _self;
    private readonly UserList _list = new();
    private readonly UserSelection _selection = new();
    private readonly TypedText _typed = new();
    private UserFilter _filter = UserFilter.Everybody;
    private FeedWatch _watch = null!;
    private Task<AuthenticationState>? _watchedAs;
    private ClaimsPrincipal _who = new();
    private IReadOnlyList<Domain> _domains = [];
    private ElementReference _grid;
    private ElementReference _watchedGrid;
    private string? _failure;
    private bool _readIsDue;
    private bool _isAtWork;
    private int _openMenus;
    private int _openDialogs;
    private bool _isMoreOpen;

    public UsersPage()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required UserCommands Commands { get; init; }

    [Inject]
    public required UserBatchCommands Batch { get; init; }

    [Inject]
    public required IOptions<RegistrarOptions> DeviceLimit { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public async ValueTask DisposeAsync()
    {
        Directory.Changed -= OnDirectoryChanged;
        Navigation.LocationChanged -= OnLocationChanged;
        await _watch.DisposeAsync();
        _self.Dispose();
    }

    /// <summary>Called by the browser when pointer or focus enter and leave the grid.</summary>
    [JSInvokable]
    public Task InteractionChanged(bool isBusy) => InvokeAsync(() =>
    {
        _isAtWork = isBusy;
        LayAnewUnlessBusy();
        StateHasChanged();
    });

    public void MenuToggled(bool isOpen)
    {
        _openMenus = Math.Max(0, _openMenus + (isOpen ? 1 : -1));
        LayAnewUnlessBusy();
    }

    public void Open(long userId) => Navigation.NavigateTo($"/users/{userId}");

    public Task MarkAsync(long userId, bool extends)
    {
        _selection.Toggle(userId, extends, _list.Listed);
        StateHasChanged();
        return Task.CompletedTask;
    }

    public Task EditAsync(long userId) => WithUserAsync(userId, user => Commands.EditAsync(_who, user));

    public Task NewPasswordAsync(long userId) => WithUserAsync(userId, user => Commands.NewPasswordAsync(_who, user));

    public Task SetEnabledAsync(long userId, bool isEnabled) => WithUserAsync(
        userId, user => isEnabled ? Commands.EnableAsync(_who, user) : Commands.DisableAsync(user));

    public Task DeleteAsync(long userId) => WithUserAsync(userId, Commands.DeleteAsync);

    protected override async Task OnInitializedAsync()
    {
        _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);
        Directory.Changed += OnDirectoryChanged;
        Navigation.LocationChanged += OnLocationChanged;
        _who = (await Authentication).User;
        TakeAddress(Navigation.Uri);
        ReadUsers();
    }

    protected override async Task OnParametersSetAsync()
    {
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

        if (_grid.Id is not null && !string.Equals(_grid.Id, _watchedGrid.Id, StringComparison.Ordinal))
        {
            _watchedGrid = _grid;
            await Browser.WatchInteractionAsync(_grid, _self);
        }
    }

    private string Summary => $"{_list.Counts.Reachable:N0} of {_list.Counts.Total:N0} reachable";

    private string WhyNobody
    {
        get
        {
            if (_filter.Text.Length == 0)
            {
                return "Nobody stands as the filters ask for now.";
            }

            var others = (_filter with { Text = "" }).HidesNothing ? "" : ", among those whom the filters leave";
            return $"Nobody has \"{_filter.Text}\" in extension, name, number, e-mail or domain{others}.";
        }
    }

    private string Changes => _list.PendingChanges == 1 ? "1 change" : $"{_list.PendingChanges:N0} changes";

    private bool MayAdd => Directory.Domains.Any(domain => PortalAccess.Has(_who, PortalRole.Admin, domain.Id));

    private bool IsAllMarked => _list.Listed.Count > 0 && _selection.Count == _list.Listed.Count;

    private bool IsBusy => _isAtWork || _openMenus > 0 || _openDialogs > 0 || !_selection.IsEmpty;

    private bool MayManage(User user) => PortalAccess.Has(_who, PortalRole.Admin, user.Domain.Id);

    private int MaxOf(User user) => user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? DeviceLimit.Value.MaxDevicesPerUser;

    private Task AddAsync() => WithDialogAsync(() => Commands.AddAsync(_who));

    /// <summary>The menu closes first: it would wait behind the dialog for its end.</summary>
    private Task AddRangeAsync()
    {
        _isMoreOpen = false;
        return WithDialogAsync(() => Batch.AddRangeAsync(_who));
    }

    private Task OrderAsync(UserAction action) => WithDialogAsync(async () =>
    {
        await Batch.OrderAsync(_selection.In(_list.Listed), action);
        _selection.Clear();
    });

    private Task ExportListedAsync() => Batch.ExportAsync(_list.Listed.Select(row => row.User));

    private Task ExportSelectedAsync() => Batch.ExportAsync(_list.Listed.Select(row => row.User).Where(user => _selection.Contains(user.Id)));

    private void OnSearch() => Show(_filter with { Text = _typed.Ask() });

    private void Clear() => Show(UserFilter.Everybody with { Sort = _filter.Sort, IsDescending = _filter.IsDescending });

    private void Sort(UserSort sort) => Show(_filter.SortBy(sort));

    private void Show(UserFilter filter) => Navigation.NavigateTo("/users" + filter.ToQuery(), replace: true);

    private void MarkAll() => _selection.SetAll(!IsAllMarked, _list.Listed);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(() =>
    {
        TakeAddress(change.Location);
        StateHasChanged();
    });

    private void TakeAddress(string address)
    {
        var uri = new Uri(address);
        if (uri.AbsolutePath is "/users")
        {
            _filter = UserFilter.Parse(uri.Query);
            _typed.Take(_filter.Text);
            _list.SetFilter(_filter);
            _selection.Prune(_list.Listed);
        }
    }

    private void ReadUsers()
    {
        _domains = PortalAccess.VisibleDomains(_who, Directory);
        _list.SetUsers(_domains.SelectMany(domain => Directory.UsersOf(domain.Id)), IsBusy);
        _selection.Prune(_list.Listed);
    }

    private void LayAnew()
    {
        _list.LayAnew();
        _selection.Prune(_list.Listed);
    }

    private void LayAnewUnlessBusy()
    {
        if (_list.PendingChanges > 0 && !IsBusy && _list.Counts.Total <= LaysItselfAnewUpTo)
        {
            _list.LayAnew();
        }
    }

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(FollowDirectoryAsync);

    /// <summary>An import or an order for thousands changes the directory many times; a long list is read at most once a second.</summary>
    private async Task FollowDirectoryAsync()
    {
        if (_readIsDue)
        {
            return;
        }

        if (_list.Counts.Total > LaysItselfAnewUpTo)
        {
            _readIsDue = true;
            await Task.Delay(ReadInterval, TimeProvider);
            _readIsDue = false;
        }

        ReadUsers();
        StateHasChanged();
    }

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
                    LayAnewUnlessBusy();
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
        Directory.FindUser(userId) is { } user ? WithDialogAsync(() => command(user)) : Task.CompletedTask;

    /// <summary>No row moves behind an open dialog.</summary>
    private async Task WithDialogAsync(Func<Task> command)
    {
        _openDialogs++;
        try
        {
            await command();
        }
        finally
        {
            _openDialogs--;
            LayAnewUnlessBusy();
        }
    }
}
