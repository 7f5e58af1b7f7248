using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Accounts;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Pages;

/// <summary>Everything about one device, live: what it is, its timers, its messages, what happened to it.</summary>
public sealed partial class DevicePage : IAsyncDisposable
{
    private FeedWatch _watch = null!;
    private RefreshHistory _refreshes = new();
    private Task<AuthenticationState>? _watchedAs;
    private ClaimsPrincipal _who = new();
    private IReadOnlyList<DeviceState> _siblings = [];
    private DeviceState? _device;
    private long? _focusedId;
    private DeviceState? _ended; // As it was while registered, if that ended before the reader's eyes.
    private DeviceDetails? _details;
    private string? _failure;
    private long _shownId;
    private bool _isLoaded;
    private bool _isGone;
    private int _revision;

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required IDeviceDetails Details { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Id { get; set; }

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    protected override void OnInitialized() => _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);

    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        if (_shownId != Id)
        {
            _shownId = Id;
            (_device, _ended, _details, _siblings, _refreshes) = (null, null, null, [], new RefreshHistory());
            (_isLoaded, _isGone) = (false, false);
            if (_watchedAs is not null)
            {
                await WatchAsync();
            }
        }
        else if (_watchedAs is not null && _watchedAs != Authentication)
        {
            await WatchAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await WatchAsync();
        }
        else if (_device is not null && _focusedId != Id)
        {
            _focusedId = Id; // The heading that had the focus has made room for the device's.
            await Browser.FocusAsync("h1");
        }
    }

    private string Title => _device is { } device ? $"{DeviceLabel.Of(device)}, {DeviceLabel.UserOf(device)}" : "Device";

    private bool MayControl => _device is { } device && PortalAccess.Has(_who, PortalRole.HelpDesk, device.DomainId);

    /// <summary>How it was registered last where that has ended; what it is now otherwise.</summary>
    private DeviceState Shown => _ended ?? _device!;

    private static string EndOf(DeviceState device) => device.Status switch
    {
        DeviceStatus.Offline when device.Reason.Length > 0 => $"{char.ToUpperInvariant(device.Reason[0])}{device.Reason[1..]}",
        DeviceStatus.KeptOut => "Kept out",
        DeviceStatus.Failing => "Failing",
        _ => "Not registered any more",
    };

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(domainId => PortalAccess.Has(_who, PortalRole.ReadOnly, domainId), Apply, Fail);
    }

    private void Apply(FeedBatch batch)
    {
        var found = batch.Changed.FirstOrDefault(device => device.DeviceId == Id);
        var isGone = batch.Removed.Contains(Id) || (batch.IsReset && found is null && _device is not null);
        var isAboutUser = found is not null || batch.Changed.Any(device => device.UserId == _device?.UserId);
        if (!isAboutUser && !isGone && !batch.IsReset)
        {
            return;
        }

        _isLoaded = true;
        _isGone = isGone || (_isGone && found is null);
        if (found is not null)
        {
            Take(found);
        }

        _siblings = _device is { } device ? [.. Feed.OfUser(device.UserId).Where(other => other.DeviceId != Id)] : [];
        _revision++;
        StateHasChanged();
    }

    private void Take(DeviceState found)
    {
        if (found.IsRegistered)
        {
            _ended = null;
        }
        else if (_device is { IsRegistered: true } before)
        {
            _ended = before;
        }

        _device = found;
        if (_ended is null)
        {
            _details = Details.Find(Id);
        }

        _refreshes.Note(found, _details?.RefreshInterval ?? 0);
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        _isLoaded = true;
        StateHasChanged();
    }
}
