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
    private readonly PagedList<Call, CallFilter> _list;
    private CallWatch _watch = null!;
    private CallSnapshot? _live;
    private IReadOnlyList<Domain> _domains = [];
    private ImmutableArray<CallResult> _results = [];
    private Task<AuthenticationState>? _watchedAs;
    private ElementReference _table;
    private ElementReference _watchedTable;
    private string? _liveFailure;
    private int _zoneMinutes;
    private bool _isAtWork; // Pointer or focus are in the table: no row moves.
    private bool _isReadPlanned;

    public CallsPage()
    {
        _self = DotNetObjectReference.Create(this);
        _list = new(PageSize, FetchAsync, call => call.Id, (filter, id) => filter with { BeforeId = id }, _leaving.Token);
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
        if (!isBusy && _list.News > 0)
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
        else if (_list.Shown is not { } shown || !IsSame(shown, Filter()))
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
        if (await _list.ReadNewestAsync() is not { } newest)
        {
            return;
        }

        if (_isAtWork || _list.Items?.Count > PageSize)
        {
            _list.Count(newest);
        }
        else
        {
            _list.Take(newest);
        }
    }

    private Task ReadAsync() => _list.ReadAsync(Filter());

    private async Task<IReadOnlyList<Call>> FetchAsync(CallFilter filter, CancellationToken cancellationToken) =>
        await Calls.ReadFinishedAsync((await Authentication).User, filter, cancellationToken);

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
