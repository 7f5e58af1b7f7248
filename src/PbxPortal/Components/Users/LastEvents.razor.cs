using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Users;

/// <summary>What happened last to one user's devices; reads again, at most every two seconds, when something changed.</summary>
public sealed partial class LastEvents : IDisposable
{
    private const int Shown = 15;

    /// <summary>So many of the user are looked through for those of one device.</summary>
    private const int Read = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ActivityLine>? _lines;
    private string? _failure;
    private (long UserId, int Revision) _shown = (0, -1);
    private bool _isReading;

    [Inject]
    public required IActivityHistory History { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public long UserId { get; set; }

    /// <summary>Only what happened to this device of the user; <c>null</c>: to all of them.</summary>
    [Parameter]
    public long? DeviceId { get; set; }

    /// <summary>What the activity calls the device where it knows no number: a refused registration.</summary>
    [Parameter]
    public string DeviceName { get; set; } = "";

    /// <summary>Another number: something changed.</summary>
    [Parameter]
    public int Revision { get; set; }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_isReading || _shown == (UserId, Revision))
        {
            return;
        }

        _isReading = true;
        var leaving = _leaving.Token; // Asked for once: a page that is left at this very moment has none any more.
        try
        {
            while (_shown != (UserId, Revision))
            {
                _shown = (UserId, Revision);
                await ReadAsync(UserId, leaving);
                StateHasChanged();
                await Task.Delay(Interval, TimeProvider, leaving);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left the page.
        }
        finally
        {
            _isReading = false;
        }
    }

    private bool IsOfDevice(ActivityLine line) =>
        line.Entry.DeviceId == DeviceId
        || (line.Entry.DeviceId is null && DeviceName.Length > 0 && string.Equals(line.Entry.Device, DeviceName, StringComparison.Ordinal));

    private Task ReadAgainAsync() => ReadAsync(UserId, _leaving.Token);

    private async Task ReadAsync(long userId, CancellationToken leaving)
    {
        try
        {
            var who = (await Authentication).User;
            var lines = await History.ReadAsync(who, new ActivityFilter(UserId: userId, Limit: DeviceId is null ? Shown : Read), leaving);
            _lines = DeviceId is null ? lines : [.. lines.Where(IsOfDevice).Take(Shown)];
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }
}
