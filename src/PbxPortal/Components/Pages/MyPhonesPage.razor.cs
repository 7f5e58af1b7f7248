using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Components.Pages;

/// <summary>What a phone user sees: his own devices, live. He logs them out, and sets up new ones.</summary>
public sealed partial class MyPhonesPage : IAsyncDisposable
{
    private readonly Dictionary<long, DeviceState> _devices = [];
    private FeedWatch _watch = null!;
    private ClaimsPrincipal _who = new();
    private User? _user;
    private string? _failure;
    private bool _isLoaded;

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required DeviceCommands DeviceCommands { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Inject]
    public required IOptions<RegistrarOptions> DeviceLimit { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

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
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await WatchAsync();
        }
    }

    private int Max => _user?.MaxDevices ?? _user?.Domain.MaxDevicesPerUser ?? DeviceLimit.Value.MaxDevicesPerUser;

    private void ReadUser() => _user = PortalAccess.PhoneUserOf(_who) is { } id ? Directory.FindUser(id) : null;

    private void OnDirectoryChanged(DirectoryChange change) => _ = InvokeAsync(() =>
    {
        ReadUser();
        StateHasChanged();
    });

    private async Task WatchAsync()
    {
        _failure = null;
        _who = (await Authentication).User;
        ReadUser();
        _watch.Start(domainId => domainId == _user?.Domain.Id, Apply, Fail);
    }

    /// <summary>The feed is one of domains; what is not his own stays on the server.</summary>
    private void Apply(FeedBatch batch)
    {
        var isNews = batch.IsReset || !_isLoaded;
        _isLoaded = true;
        if (batch.IsReset)
        {
            _devices.Clear();
        }

        foreach (var device in batch.Changed.Where(device => PortalAccess.IsHimself(_who, device.UserId)))
        {
            _devices[device.DeviceId] = device;
            isNews = true;
        }

        foreach (var id in batch.Removed)
        {
            isNews |= _devices.Remove(id);
        }

        if (isNews)
        {
            StateHasChanged();
        }
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }
}
