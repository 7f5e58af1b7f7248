using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using PbxPortal.Accounts;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Pages;

/// <summary>Every device of the domains one may see, as it stands now. Knows the feed and the device commands, and nothing behind them.</summary>
public sealed partial class DevicesPage : IAsyncDisposable
{
    private static readonly TimeSpan SummaryInterval = TimeSpan.FromSeconds(10);

    private readonly DeviceSelection _selection = new();
    private readonly DotNetObjectReference<DevicesPage> _self;
    private DeviceList _list = null!;
    private FeedWatch _watch = null!;
    private DeviceFilter _filter = DeviceFilter.Everything;
    private ITimer? _summaryTimer;
    private Task<AuthenticationState>? _watchedAs;
    private ClaimsPrincipal _who = new();
    private DeviceRow? _open;
    private ElementReference _grid;
    private ElementReference _watchedGrid;
    private string? _failure;
    private bool _isAtWork;
    private HeldChanges? _held; // Not null while the list is paused.
    private int _openMenus;
    private int _openDialogs;

    public DevicesPage()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required DeviceCommands Commands { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _summaryTimer?.Dispose();
        await _watch.DisposeAsync();
        _self.Dispose();
    }

    /// <summary>Called by the browser when pointer or focus enter and leave the grid.</summary>
    [JSInvokable]
    public Task InteractionChanged(bool isBusy) => InvokeAsync(() =>
    {
        _isAtWork = isBusy;
        FreezeOrThaw();
        StateHasChanged();
    });

    public void Open(long deviceId) => Show(_filter with { OpenDeviceId = deviceId });

    public Task LogOutAsync(long deviceId) => WithDialogAsync(deviceId, Commands.LogOutAsync);

    public Task AllowAsync(long deviceId) => WithDialogAsync(deviceId, device => Commands.AllowAsync(_who, device));

    public Task ForgetAsync(long deviceId) => WithDialogAsync(deviceId, device => Commands.ForgetAsync(_who, device));

    public Task SetDoNotDisturbAsync(long deviceId, bool isOn) =>
        _list.Find(deviceId) is { } row ? Commands.SetDoNotDisturbAsync(_who, row.State, isOn) : Task.CompletedTask;

    /// <summary>The list moves on meanwhile: an answer may take half a minute.</summary>
    public Task NotifyAsync(long deviceId, DeviceNotice notice) =>
        _list.Find(deviceId) is { } row ? Commands.NotifyAsync(_who, row.State, notice) : Task.CompletedTask;

    public void Tick(long deviceId, bool isTicked)
    {
        _selection.Set(deviceId, isTicked);
        FreezeOrThaw();
        StateHasChanged();
    }

    public void MenuToggled(bool isOpen)
    {
        _openMenus = Math.Max(0, _openMenus + (isOpen ? 1 : -1));
        FreezeOrThaw();
        StateHasChanged();
    }

    /// <summary>The list is there with the first rendering, for there is none before the circuit stands.</summary>
    protected override Task OnInitializedAsync()
    {
        _list = new DeviceList(TimeProvider);
        _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);
        TakeAddress(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
        return WatchAsync();
    }

    /// <summary>Another account or other roles: what it may not see any more must go.</summary>
    protected override Task OnParametersSetAsync() =>
        _watchedAs is not null && _watchedAs != Authentication ? WatchAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _summaryTimer = TimeProvider.CreateTimer(tick => _ = InvokeAsync(StateHasChanged), null, SummaryInterval, SummaryInterval);
        }

        if (_grid.Id is not null && !string.Equals(_grid.Id, _watchedGrid.Id, StringComparison.Ordinal))
        {
            _watchedGrid = _grid;
            await Browser.WatchInteractionAsync(_grid, _self);
        }
    }

    private string Summary
    {
        get
        {
            var recent = _list.ChangedInTheLastMinute;
            var reachable = $"{_list.Counts.Reachable} of {_list.Counts.Total} reachable";
            return recent == 0 ? reachable : $"{reachable} · {recent} changed in the last minute";
        }
    }

    private string Changes => _list.PendingChanges == 1 ? "1 change" : $"{_list.PendingChanges} changes";

    private bool MayControl(DeviceState device) => PortalAccess.Has(_who, PortalRole.HelpDesk, device.DomainId);

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(domainId => PortalAccess.Has(_who, PortalRole.ReadOnly, domainId), Apply, Fail);
    }

    private void Apply(FeedBatch batch)
    {
        if (_held is { } held)
        {
            var before = held.Count;
            held.Add(batch);
            if (before != held.Count)
            {
                StateHasChanged();
            }

            return;
        }

        var isWorthDrawing = _list.Apply(batch) || IsAboutOpen(batch);
        _selection.PruneGone(_list);
        FindOpen();
        if (isWorthDrawing)
        {
            _list.ForgetShown();
            _summaryTimer?.Change(SummaryInterval, SummaryInterval); // What it would draw is drawn now.
            StateHasChanged();
        }
    }

    /// <summary>The open details show the other devices of the user too.</summary>
    private bool IsAboutOpen(FeedBatch batch) =>
        _open is { State.UserId: var userId } && (batch.Removed.Count > 0 || batch.Changed.Any(device => device.UserId == userId));

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(() =>
    {
        TakeAddress(change.Location);
        StateHasChanged();
    });

    private void TakeAddress(string address)
    {
        if (new Uri(address).AbsolutePath is not ("/" or "" or "/devices"))
        {
            return;
        }

        _filter = DeviceFilter.Parse(address);
        _list.SetFilter(_filter);
        _selection.PruneHidden(_list);
        FindOpen();
    }

    /// <summary>A device that goes while its details are open stays there with its last state, and says so.</summary>
    private void FindOpen() =>
        _open = _filter.OpenDeviceId is not { } id ? null : _list.Find(id) ?? (_open?.DeviceId == id ? _open : null);

    private void Show(DeviceFilter filter) => Navigation.NavigateTo(filter.ToAddress());

    private void Sort(DeviceSort column) => Show(_filter.SortBy(column));

    private void Clear() => Show(DeviceFilter.Everything with { Sort = _filter.Sort, IsDescending = _filter.IsDescending });

    private async Task CloseAsync()
    {
        var opener = $"#device-{_filter.OpenDeviceId}";
        Show(_filter with { OpenDeviceId = null });
        await Browser.FocusAsync(opener, "h1");
    }

    private Task WithDialogAsync(long deviceId, Func<DeviceState, Task> command) =>
        _list.Find(deviceId) is { } row ? WithDialogAsync(() => command(row.State)) : Task.CompletedTask;

    private async Task WithDialogAsync(Func<Task> command)
    {
        _openDialogs++;
        FreezeOrThaw();
        try
        {
            await command();
        }
        finally
        {
            _openDialogs--;
            FreezeOrThaw();
            StateHasChanged();
        }
    }

    private void ApplyPending()
    {
        _list.ApplyPending();
        _selection.PruneHidden(_list);
    }

    /// <summary>The list stands still, cells and all, until the reader lets it go on; then all that has happened is there at once.</summary>
    private void TogglePause()
    {
        if (_held is not { } held)
        {
            _held = new HeldChanges();
            return;
        }

        _held = null;
        Apply(held.Take());
    }

    private void SelectAll() => _selection.Add(_list.Listed.Where(row => MayControl(row.State)));

    private void ClearSelection()
    {
        _selection.Clear();
        FreezeOrThaw();
    }

    private async Task RunOnSelectionAsync(BulkAction action)
    {
        DeviceState[] several = [.. _selection.In(_list.Listed).Select(row => row.State)];
        if (several.Length > 0)
        {
            await WithDialogAsync(() => Commands.RunAsync(action, several));
        }
    }

    private void FreezeOrThaw()
    {
        if (_isAtWork || _openMenus > 0 || _openDialogs > 0 || _selection.Count > 0)
        {
            _list.Freeze();
        }
        else
        {
            _list.Thaw();
        }
    }
}
