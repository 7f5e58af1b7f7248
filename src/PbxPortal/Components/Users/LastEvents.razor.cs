using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Users;

/// <summary>What happened last to one user's devices; reads again, at most every two seconds, when something changed.</summary>
public sealed partial class LastEvents : IDisposable
{
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
        try
        {
            while (_shown != (UserId, Revision))
            {
                _shown = (UserId, Revision);
                await ReadAsync();
                StateHasChanged();
                await Task.Delay(Interval, TimeProvider, _leaving.Token);
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

    private async Task ReadAsync()
    {
        try
        {
            var who = (await Authentication).User;
            _lines = await History.ReadAsync(who, new ActivityFilter(UserId: UserId, Limit: 15), _leaving.Token);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }
}
