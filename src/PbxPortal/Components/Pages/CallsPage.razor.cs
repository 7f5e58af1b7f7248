using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Calls;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Components.Pages;

/// <summary>The calls of the domains one may see: on top those under way, live; below those that are over, with their cause.</summary>
public sealed partial class CallsPage : IAsyncDisposable
{
    private const int PageSize = 100;

    /// <summary>More live calls than that nobody reads.</summary>
    private const int MostLive = 200;

    /// <summary>A call that is over is stored a moment later; where many end, the list is read once for all of them.</summary>
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _leaving = new();
    private readonly DotNetObjectReference<CallsPage> _self;
    private CallWatch _watch = null!;
    private CallSnapshot? _live;
    private List<Call>? _calls;
    private IReadOnlyList<Domain> _domains = [];
    private ImmutableArray<CallResult> _results = [];
    private CallFilter? _shown;
    private Task<AuthenticationState>? _watchedAs;
    private ElementReference _table;
    private ElementReference _watchedTable;
    private string? _failure;
    private string? _liveFailure;
    private int _zoneMinutes;
    private int _news;
    private bool _hasMore;
    private bool _isReadingMore; // What is only looked for in the background takes no click away.
    private bool _isAtWork; // Pointer or focus are in the table: no row moves.
    private bool _isReadPlanned;

    public CallsPage()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required IPortalCalls Calls { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "result")]
    public string? ResultWords { get; set; }

    [SupplyParameterFromQuery(Name = "user")]
    public long? UserId { get; set; }

    [SupplyParameterFromQuery(Name = "domain")]
    public string? Domain { get; set; }

    /// <summary>A day in the reader's zone, as <c>2026-11-29</c>.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watch.DisposeAsync();
        _leaving.Dispose();
        _self.Dispose();
    }

    /// <summary>Called by the browser when pointer or focus enter and leave the table.</summary>
    [JSInvokable]
    public Task InteractionChanged(bool isBusy) => InvokeAsync(async () =>
    {
        _isAtWork = isBusy;
        if (!isBusy && _news > 0)
        {
            await ReadAsync();
            StateHasChanged();
        }
    });

    protected override void OnInitialized() => _watch = new CallWatch(Calls, TimeProvider, () => Drawn);

    protected override async Task OnParametersSetAsync()
    {
        _results = CallPageAddress.ResultsOf(ResultWords);
        _domains = PortalAccess.VisibleDomains((await Authentication).User, Directory);
        if (_watchedAs is null)
        {
            return; // Before the first drawing nobody knows the reader's zone.
        }

        if (_watchedAs != Authentication)
        {
            await WatchAsync();
            await ReadAsync();
        }
        else if (_shown is not { } shown || !IsSame(shown, Filter()))
        {
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _zoneMinutes = await Browser.ZoneMinutesAsync();
            if (_leaving.IsCancellationRequested)
            {
                return; // The reader has left before the browser answered.
            }

            await WatchAsync();
            await ReadAsync();
            StateHasChanged();
        }

        if (_table.Id is not null && !string.Equals(_table.Id, _watchedTable.Id, StringComparison.Ordinal))
        {
            _watchedTable = _table;
            await Browser.WatchInteractionAsync(_table, _self);
        }
    }

    private bool IsFiltered => !string.IsNullOrEmpty(Text) || !_results.IsEmpty || UserId is not null || !string.IsNullOrEmpty(Domain)
        || !string.IsNullOrEmpty(From) || !string.IsNullOrEmpty(To);

    private string Only => UserId is { } id && Directory.FindUser(id) is { } user && _domains.Any(domain => domain.Id == user.Domain.Id)
        ? DeviceLabel.UserOf(user.Extension, user.DisplayName)
        : "one user";

    private string CsvAddress => CallPageAddress.CsvOf(Filter(), Domain);

    private CallFilter Filter() => new(
        Text ?? "",
        _results,
        UserId,
        string.IsNullOrEmpty(Domain)
            ? null
            : _domains.FirstOrDefault(domain => string.Equals(domain.Name, Domain, StringComparison.OrdinalIgnoreCase))?.Id ?? -1, // None that one may see.
        ReaderDay.StartOf(From, _zoneMinutes),
        ReaderDay.StartOf(To, _zoneMinutes, days: 1),
        Limit: PageSize);

    private static bool IsSame(CallFilter one, CallFilter other) =>
        one with { Results = [] } == other with { Results = [] } && one.Results.SequenceEqual(other.Results);

    private static string Summary(CallSnapshot live)
    {
        var talking = live.Calls.Count(call => call.IsAnswered);
        return live.Calls.Length switch
        {
            0 => "no call at the moment",
            var count when talking == count => $"{count} in call",
            var count => talking == 0 ? $"{count} ringing" : $"{talking} in call · {count - talking} ringing",
        };
    }

    /// <summary>The live calls that have what is asked for; results and days are about finished ones.</summary>
    private List<Call> Found(CallSnapshot live)
    {
        var filter = Filter();
        return [.. live.Calls.Where(filter.Finds)];
    }

    private async Task WatchAsync()
    {
        _liveFailure = null;
        _watchedAs = Authentication;
        _watch.Start((await Authentication).User, Apply, Fail);
    }

    private void Apply(CallSnapshot snapshot)
    {
        var hasEnded = _live is { } before && before.EndedCount != snapshot.EndedCount;
        _live = snapshot;
        StateHasChanged();
        if (hasEnded && !_isReadPlanned)
        {
            _isReadPlanned = true;
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
            await Task.Delay(ReadInterval, TimeProvider, _leaving.Token);
            _isReadPlanned = false;
            await TakeNewsAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The reader left the page.
        }
    }

    /// <summary>What has ended goes on top of the list; only said while the reader is at work in it, or has read on below.</summary>
    private async Task TakeNewsAsync()
    {
        if (_calls is not { } known || _shown is not { } shown || await TryReadAsync(shown) is not { } newest || !ReferenceEquals(known, _calls))
        {
            return;
        }

        var lastKnown = known.Count > 0 ? known[0].Id : 0;
        if (_isAtWork || known.Count > PageSize)
        {
            _news = newest.Count(call => call.Id > lastKnown);
        }
        else
        {
            Take(newest);
        }
    }

    private async Task ReadAsync()
    {
        var asked = _shown = Filter();
        if (await TryReadAsync(asked) is { } calls && ReferenceEquals(asked, _shown)) // Else the reader asks for something else by now.
        {
            Take(calls);
        }
    }

    private void Take(IReadOnlyList<Call> calls)
    {
        _calls = [.. calls];
        _hasMore = calls.Count == PageSize;
        _news = 0;
    }

    private async Task ReadMoreAsync()
    {
        if (_isReadingMore || _calls is not { Count: > 0 } known || _shown is not { } shown)
        {
            return;
        }

        _isReadingMore = true;
        if (await TryReadAsync(shown with { BeforeId = known[^1].Id }) is { } calls && ReferenceEquals(known, _calls))
        {
            known.AddRange(calls);
            _hasMore = calls.Count == PageSize;
        }

        _isReadingMore = false;
    }

    private async Task<IReadOnlyList<Call>?> TryReadAsync(CallFilter filter)
    {
        var leaving = _leaving.Token;
        try
        {
            var calls = await Calls.ReadFinishedAsync((await Authentication).User, filter, leaving);
            _failure = null;
            return calls;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
            return null;
        }
    }

    private void Search(ChangeEventArgs change) => Show("q", (change.Value as string)?.Trim());

    private void ChooseDomain(ChangeEventArgs change) => Show("domain", change.Value as string);

    private void ChooseFrom(ChangeEventArgs change) => Show("from", change.Value as string);

    private void ChooseTo(ChangeEventArgs change) => Show("to", change.Value as string);

    private void ShowAllResults() => Show("result", null);

    private void ShowEverybody() => Show("user", null);

    private void Clear() => Navigation.NavigateTo("/calls");

    private void Toggle(CallResult result)
    {
        var results = _results.Contains(result) ? _results.Remove(result) : _results.Add(result);
        Show("result", string.Join(',', results).ToLowerInvariant());
    }

    private void Show(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
