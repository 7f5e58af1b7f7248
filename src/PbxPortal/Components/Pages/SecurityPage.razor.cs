using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Components.Security;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Pages;

/// <summary>Bans, allowed networks and devices that are kept out, live, for administrators.</summary>
public sealed partial class SecurityPage : IAsyncDisposable
{
    /// <summary>How often the counts are read again; a ban that comes or goes is shown at once.</summary>
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, DeviceState> _keptOut = [];
    private ClaimsPrincipal _who = new();
    private FeedWatch _watch = null!;
    private ITimer? _timer;
    private SecurityState? _state;
    private string? _failure;
    private bool _isLoaded;
    private int _readings; // One that a later one has overtaken is dropped.
    private IReadOnlyList<FailedSignIn>? _failedSignIns;

    [Inject]
    public required ISecurityAdministration Security { get; init; }

    [Inject]
    public required IFailedSignIns SignIns { get; init; }

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required SecurityCommands Commands { get; init; }

    [Inject]
    public required DeviceCommands Devices { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private bool MayChange => PortalAccess.HasEverywhere(_who, PortalRole.Admin);

    private IReadOnlyList<DeviceState> KeptOut => [.. _keptOut.Values.OrderByDescending(device => device.Since).ThenBy(device => device.DeviceId)];

    public async ValueTask DisposeAsync()
    {
        Security.Changed -= OnChanged;
        _timer?.Dispose();
        await _watch.DisposeAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        _watch = new FeedWatch(Feed, TimeProvider, () => Drawn);
        Security.Changed += OnChanged;
        _who = (await Authentication).User;
        Read();
    }

    /// <summary>The roles may be others than before.</summary>
    protected override async Task OnParametersSetAsync()
    {
        _who = (await Authentication).User;
        Read();
        await ReadSignInsAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _timer = TimeProvider.CreateTimer(_ => OnChanged(), state: null, CountInterval, CountInterval);
            await WatchAsync();
        }
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        Read();
        await ReadSignInsAsync();
        StateHasChanged();
    });

    private void Read() => _state = MayChange ? Security.Read(_who) : null;

    private async Task ReadSignInsAsync()
    {
        var reading = ++_readings;
        try
        {
            var failedSignIns = MayChange ? await SignIns.ListAsync(_who, CancellationToken.None) : null;
            if (reading == _readings)
            {
                _failedSignIns = failedSignIns;
            }
        }
        catch (StoreUnavailableException)
        {
            // The list stays as it was; the banner over every page says that the database cannot be read.
        }
    }

    private async Task UnlockAsync(FailedSignIn failure)
    {
        await Commands.UnlockAsync(_who, failure);
        await ReadSignInsAsync();
    }

    private bool MayControl(DeviceState device) => PortalAccess.Has(_who, PortalRole.HelpDesk, device.DomainId);

    private async Task WatchAsync()
    {
        _failure = null;
        _who = (await Authentication).User;
        _watch.Start(domainId => PortalAccess.Has(_who, PortalRole.Admin, domainId), Apply, Fail);
    }

    private void Apply(FeedBatch batch)
    {
        var isNews = batch.IsReset || !_isLoaded;
        if (batch.IsReset)
        {
            _keptOut.Clear();
        }

        foreach (var device in batch.Changed)
        {
            isNews |= device.Status == DeviceStatus.KeptOut ? Put(device) : _keptOut.Remove(device.DeviceId);
        }

        foreach (var id in batch.Removed)
        {
            isNews |= _keptOut.Remove(id);
        }

        if (isNews)
        {
            _isLoaded = true;
            StateHasChanged();
        }
    }

    private bool Put(DeviceState device)
    {
        _keptOut[device.DeviceId] = device;
        return true;
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }
}
