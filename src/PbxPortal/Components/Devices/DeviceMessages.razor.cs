using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Components.Devices;

/// <summary>The last SIP messages of one device, as far as they were kept, and the button that keeps more.</summary>
public sealed partial class DeviceMessages : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private ImmutableArray<TracedMessage> _messages = [];
    private Trace? _trace;
    private ClaimsPrincipal _who = new();
    private ITimer? _timer;
    private string? _failure;
    private string? _obstacle; // Of the button: no look after it wipes it.
    private bool _isStarting;

    [Inject]
    public required ITraceAdministration Traces { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    public void Dispose() => _timer?.Dispose();

    protected override Task OnInitializedAsync() => LookAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _timer = TimeProvider.CreateTimer(_ => _ = InvokeAsync(LookAgainAsync), state: null, LookInterval, LookInterval);
        }
    }

    private string What => _trace is null
        ? "Refused registrations are kept always, the rest only while somebody watches."
        : $"{Device.Extension} is watched{(_trace.Watchers.IsEmpty ? "" : $" by {string.Join(", ", _trace.Watchers)}")}: every message is kept.";

    private async Task LookAsync()
    {
        _who = (await Authentication).User;
        Look();
    }

    private async Task LookAgainAsync()
    {
        var before = (_messages.Length, _messages.LastOrDefault()?.Number, _messages.Sum(message => message.Repeats), _trace?.Id, _failure);
        await LookAsync();
        if (before != (_messages.Length, _messages.LastOrDefault()?.Number, _messages.Sum(message => message.Repeats), _trace?.Id, _failure))
        {
            StateHasChanged();
        }
    }

    private void Look()
    {
        try
        {
            _messages = Traces.OfDevice(_who, Device.DeviceId) ?? _messages; // Of a device that is gone what was there stays.
            _trace = Traces.List(_who).FirstOrDefault(trace => !trace.IsOver && trace.Subject.UserId == Device.UserId);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }

    private async Task WatchAsync()
    {
        (_isStarting, _obstacle) = (true, null);
        try
        {
            var start = await Traces.StartAsync(_who, new TraceOrder("", UserId: Device.UserId), CancellationToken.None);
            Look();
            _obstacle = start.Obstacle.Length > 0 ? start.Obstacle : null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _obstacle = Failure.Describe(failure);
        }
        finally
        {
            _isStarting = false;
        }
    }
}
