using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Components.Pages;

/// <summary>One user: the devices as cards, live, and what happened last.</summary>
public sealed partial class UserPage : IAsyncDisposable
{
    private readonly Dictionary<long, DeviceState> _devices = [];
    private FeedWatch _watch = null!;
    private Task<AuthenticationState>? _watchedAs;
    private ClaimsPrincipal _who = new();
    private User? _user;
    private string? _failure;
    private bool _isLoaded;
    private long _shownId;
    private int _revision;

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required UserCommands Commands { get; init; }

    [Inject]
    public required DeviceCommands DeviceCommands { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Inject]
    public required IOptions<RegistrarOptions> DeviceLimit { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Id { get; set; }

    public async ValueTask DisposeAsync()
    {
        Directory.Changed -= OnDirectoryChanged;
        await _watch.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);
        Directory.Changed += OnDirectoryChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        ReadUser();
        var isOther = _shownId != Id;
        if (isOther)
        {
            // The search leads from one user to the next on the same page: no card of the one may stand below the name of the other.
            (_shownId, _isLoaded) = (Id, false);
            _devices.Clear();
        }

        if (_watchedAs is not null && (isOther || _watchedAs != Authentication))
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
    }

    private string Title => _user is { } user ? DeviceLabel.UserOf(user.Extension, user.DisplayName) : "No such user";

    private bool MayControl => _user is { } user && PortalAccess.Has(_who, PortalRole.HelpDesk, user.Domain.Id);

    private bool MayManage => _user is { } user && PortalAccess.Has(_who, PortalRole.Admin, user.Domain.Id);

    private static string Restrictions(User user)
    {
        var from = user.AllowedNetworks.IsEmpty ? "" : $"only from {string.Join(", ", user.AllowedNetworks)}";
        var over = user.AllowedTransports.IsEmpty ? "" : $"only over {string.Join(", ", user.AllowedTransports).ToUpperInvariant()}";
        var ringing = user.RingOrder == RingOrder.AllAtOnce
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"devices ring by priority, {user.RingSeconds ?? User.DefaultRingSeconds} s each group");
        return string.Join(" · ", new[] { from, over, ringing }.Where(part => part.Length > 0));
    }

    private int Max => _user?.MaxDevices ?? _user?.Domain.MaxDevicesPerUser ?? DeviceLimit.Value.MaxDevicesPerUser;

    /// <summary>A user of a domain that one may not see looks like no user.</summary>
    private void ReadUser() =>
        _user = Directory.FindUser(Id) is { } user && PortalAccess.Has(_who, PortalRole.ReadOnly, user.Domain.Id) ? user : null;

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(() =>
    {
        ReadUser();
        StateHasChanged();
    });

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(domainId => domainId == _user?.Domain.Id, Apply, Fail); // Whom one may not see is no user here.
    }

    private void Apply(FeedBatch batch)
    {
        var wasLoaded = _isLoaded;
        _isLoaded = true;
        if (batch.IsReset)
        {
            _devices.Clear();
        }

        var changes = batch.IsReset || !wasLoaded;
        foreach (var device in batch.Changed.Where(device => device.UserId == Id))
        {
            _devices[device.DeviceId] = device;
            changes = true;
        }

        foreach (var id in batch.Removed)
        {
            changes |= _devices.Remove(id);
        }

        if (changes)
        {
            _revision++;
            StateHasChanged();
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }

    private async Task DeleteAsync(User user)
    {
        if (await Commands.DeleteAsync(user))
        {
            Navigation.NavigateTo("/users");
        }
    }
}
