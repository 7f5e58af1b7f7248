using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Server.Calls;

namespace PbxPortal.Components.Calls;

/// <summary>The calls of one user: those under way side by side on top of the page, and the last ones below.</summary>
public sealed partial class UserCalls : IAsyncDisposable
{
    private const int Shown = 10;

    /// <summary>A call that is over is stored a moment later.</summary>
    private static readonly TimeSpan StoringTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private CallWatch _watch = null!;
    private ImmutableArray<Call> _live = [];
    private IReadOnlyList<Call>? _calls;
    private string? _failure;
    private string? _liveFailure;
    private long _shownUserId;

    [Inject]
    public required IPortalCalls Calls { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public long UserId { get; set; }

    /// <summary>What stands between the live calls and the last ones.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watch.DisposeAsync();
        _leaving.Dispose();
    }

    protected override void OnInitialized() => _watch = new CallWatch(Calls, TimeProvider, () => Drawn);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shownUserId != UserId)
        {
            _shownUserId = UserId;
            await WatchAsync();
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task WatchAsync()
    {
        _liveFailure = null;
        _watch.Start((await Authentication).User, Apply, Fail);
    }

    private void Apply(CallSnapshot snapshot)
    {
        var live = snapshot.OfUser(UserId);
        if (live.Length == _live.Length && live.Zip(_live).All(pair => ReferenceEquals(pair.First, pair.Second)))
        {
            return; // Somebody else's calls.
        }

        var hasEnded = _live.Any(known => !live.Any(call => call.Id == known.Id));
        _live = live;
        StateHasChanged();
        if (hasEnded)
        {
            _ = ReadSoonAsync();
        }
    }

    private void Fail(Exception failure)
    {
        _liveFailure = failure.Message;
        StateHasChanged();
    }

    private async Task ReadSoonAsync()
    {
        try
        {
            await Task.Delay(StoringTime, TimeProvider, _leaving.Token);
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The reader left the page.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var (who, userId) = ((await Authentication).User, UserId);
            var calls = await Calls.ReadFinishedAsync(who, new CallFilter(UserId: userId, Limit: Shown), _leaving.Token);
            if (userId == UserId) // Else the page is another user's by now, whose calls are read too.
            {
                (_calls, _failure) = (calls, null);
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
        }
    }
}
