using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Qualifying;

namespace PbxPortal.Components.Devices;

/// <summary>Whether a device answers OPTIONS, how fast, and how it was before. It looks itself, for most answers are no news to the list.</summary>
public sealed partial class ReachSection : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private DeviceReach? _reach;
    private ITimer? _timer;

    [Inject]
    public required IDeviceReach Reach { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    public void Dispose() => _timer?.Dispose();

    protected override void OnParametersSet() => _reach = Reach.Find(Device.DeviceId);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _timer = TimeProvider.CreateTimer(_ => _ = InvokeAsync(Look), state: null, LookInterval, LookInterval);
        }
    }

    private int? Interval => Directory.FindDomain(Device.DomainId)?.QualifySeconds;

    private static string Now(DeviceReach reach) => reach switch
    {
        { MissedInARow: 1 } => "did not answer the last time",
        { MissedInARow: > 1 } => string.Create(CultureInfo.InvariantCulture, $"did not answer {reach.MissedInARow} times in a row"),
        { RoundTrip: { } roundTrip } => string.Create(
            CultureInfo.InvariantCulture, $"{RoundTripDisplay.TextOf(roundTrip)}, with {reach.StatusCode}"),
        _ => "waiting for the first answer",
    };

    private string WhyNothing(int seconds) => Device switch
    {
        { IsRegistered: false } => "The device is not registered, so there is nobody to ask.",
        { Status: DeviceStatus.Asleep } => "An app that is woken by push is not asked: it would be kept awake.",
        { HasFlow: false } => "There is no way to the device until it registers again.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Not asked yet. Its turn comes within {seconds} s."),
    };

    private void Look()
    {
        var found = Reach.Find(Device.DeviceId);
        if (found?.AskedAt != _reach?.AskedAt || found?.History.Length != _reach?.History.Length || found?.AnsweredAt != _reach?.AnsweredAt
            || found?.MissedInARow != _reach?.MissedInARow)
        {
            _reach = found;
            StateHasChanged();
        }
    }
}
