using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Components.Overview;
using PbxPortal.Components.Problems;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Pages;

/// <summary>Nine on a Monday: how many can be reached, what is wrong and what mends it, how it went, and what changed.</summary>
public sealed partial class OverviewPage : IAsyncDisposable
{
    private const int MostProblems = 8;
    private const int MostChanges = 12;

    /// <summary>How often curves and changes are read again; numbers and problems are shown at once.</summary>
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(10);

    private readonly DotNetObjectReference<OverviewPage> _self;
    private readonly ProblemList _list = new();
    private readonly CancellationTokenSource _leaving = new();
    private Task _following = Task.CompletedTask;
    private OverviewWatch _watch = null!;
    private OverviewState? _state;
    private IReadOnlyList<ChartPoint> _registered = [];
    private IReadOnlyList<ChartPoint> _rates = [];
    private IReadOnlyList<ChangeLine>? _changes;
    private string? _changesFailure;
    private double? _rate;
    private int _zoneMinutes;
    private ClaimsPrincipal _who = new();
    private Task<AuthenticationState>? _watchedAs;
    private ElementReference _listing;
    private ElementReference _watchedListing;
    private string? _failure;
    private bool _isAtWork;
    private int _openDialogs;

    public OverviewPage()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required IOverview Overview { get; init; }

    [Inject]
    public required IChangeHistory Changes { get; init; }

    [Inject]
    public required ProblemCommands Commands { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watch.DisposeAsync();
        await _following;
        _leaving.Dispose();
        _self.Dispose();
    }

    /// <summary>Called by the browser when pointer or focus enter and leave the list.</summary>
    [JSInvokable]
    public Task InteractionChanged(bool isBusy) => InvokeAsync(() =>
    {
        _isAtWork = isBusy;
        FreezeOrThaw();
        StateHasChanged();
    });

    public bool MayMend(Problem problem) => ProblemRights.MayMend(_who, problem);

    public Task MendAsync(Problem problem) => WithDialogAsync(() => Commands.MendAsync(_who, problem));

    public string LinkTo(Problem problem) => new ProblemFilter { OpenKey = problem.Key }.ToAddress();

    protected override void OnInitialized() => _watch = new OverviewWatch(Overview, TimeProvider, () => Drawn);

    /// <summary>Another account or other roles: what it may not see any more must go.</summary>
    protected override Task OnParametersSetAsync() =>
        _watchedAs is not null && _watchedAs != Authentication ? WatchAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await WatchAsync();
            _zoneMinutes = await Browser.ZoneMinutesAsync();
            if (!_leaving.IsCancellationRequested)
            {
                _following = FollowAsync();
            }
        }

        if (_listing.Id is not null && !string.Equals(_listing.Id, _watchedListing.Id, StringComparison.Ordinal))
        {
            _watchedListing = _listing;
            await Browser.WatchInteractionAsync(_listing, _self);
        }
    }

    private int Unreachable => _state is { Counts: var counts } ? counts.Users - counts.ReachableUsers - counts.AsleepUsers : 0;

    private bool MayAdd => PortalAccess.HasAnywhere(_who, PortalRole.Admin);

    private string Devices
    {
        get
        {
            var counts = _state!.Counts;
            var devices = counts.Registered == 1 ? "1 device registered" : $"{Number(counts.Registered)} devices registered";
            return counts.Registered == 0 ? devices
                : $"{devices} · {(100.0 * counts.Encrypted / counts.Registered).ToString("0", CultureInfo.InvariantCulture)} % encrypted";
        }
    }

    private string AllProblems => _state!.Problems.Length switch
    {
        0 => "Problems",
        1 => "The one problem",
        var number => $"All {Number(number)} problems",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private Task AddUserAsync() => WithDialogAsync(() => Commands.AddUserAsync(_who));

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(_who, Apply, Fail);
    }

    private void Apply(OverviewState state)
    {
        _state = state;
        _list.Apply(state with { Problems = [.. state.Urgent] });
        StateHasChanged();
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(SlowInterval, TimeProvider);
        try
        {
            do
            {
                await ReadSlowAsync();
                StateHasChanged();
            }
            while (await timer.WaitForNextTickAsync(_leaving.Token));
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The page is left.
        }
    }

    private async Task ReadSlowAsync()
    {
        var history = Overview.History(_who);
        _registered = ChartPoint.Registered(history);
        _rates = ChartPoint.PerSecond(history);
        _rate = Overview.RegistersPerSecond(_who);
        try
        {
            _changes = await Changes.ReadAsync(_who, MostChanges, _leaving.Token);
            _changesFailure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _changesFailure = Failure.Describe(failure);
        }
    }

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

    private void FreezeOrThaw()
    {
        if (_isAtWork || _openDialogs > 0)
        {
            _list.Freeze();
        }
        else
        {
            _list.Thaw();
        }
    }
}
