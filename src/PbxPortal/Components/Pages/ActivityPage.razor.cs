using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Pages;

/// <summary>What happened in the domains one may see, newest first; nothing moves until the reader asks for what is new.</summary>
public sealed partial class ActivityPage : IAsyncDisposable
{
    private const int PageSize = 100;
    private static readonly TimeSpan NewsInterval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private Task _watching = Task.CompletedTask;
    private List<ActivityLine>? _lines;
    private ImmutableArray<ActivityKind> _kinds = [];
    private ActivityFilter? _shown;
    private long? _refreshes;
    private string? _failure;
    private bool _hasMore;
    private bool _isReading;
    private int _news;

    [Inject]
    public required IActivityHistory History { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kinds { get; set; }

    [SupplyParameterFromQuery(Name = "user")]
    public long? UserId { get; set; }

    [SupplyParameterFromQuery(Name = "device")]
    public long? DeviceId { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _kinds =
        [
            .. from name in (Kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
               from kind in Enum.GetValues<ActivityKind>()
               where string.Equals(kind.ToString(), name, StringComparison.OrdinalIgnoreCase)
               select kind,
        ];
        if (_shown is not { } shown || !IsSame(shown, Filter()))
        {
            await ReadAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _watching = WatchAsync();
        }
    }

    private bool IsFiltered => !string.IsNullOrEmpty(Text) || !_kinds.IsEmpty || UserId is not null || DeviceId is not null;

    private string Only => _lines is { Count: > 0 } lines
        ? DeviceId is null ? lines[0].Entry.User : lines[0].Entry.Device
        : DeviceId is null ? "one user" : "one device";

    private ActivityFilter Filter(long? beforeId = null) => new(Text ?? "", _kinds, UserId, DeviceId, beforeId, PageSize);

    private static bool IsSame(ActivityFilter one, ActivityFilter other) =>
        one with { Kinds = [] } == other with { Kinds = [] } && one.Kinds.SequenceEqual(other.Kinds);

    private async Task ReadAsync()
    {
        _shown = Filter();
        if (await TryReadAsync(_shown) is { } lines)
        {
            _lines = [.. lines];
            _hasMore = lines.Count == PageSize;
            _news = 0;
        }
    }

    private async Task ReadMoreAsync()
    {
        if (_lines is { Count: > 0 } known && await TryReadAsync(Filter(known[^1].Id)) is { } lines)
        {
            known.AddRange(lines);
            _hasMore = lines.Count == PageSize;
        }
    }

    private async Task<IReadOnlyList<ActivityLine>?> TryReadAsync(ActivityFilter filter)
    {
        _isReading = true;
        try
        {
            var who = (await Authentication).User;
            var lines = await History.ReadAsync(who, filter, _leaving.Token);
            _refreshes = await History.CountRefreshesAsync(who, _leaving.Token);
            _failure = null;
            return lines;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = Failure.Describe(failure);
            return null;
        }
        finally
        {
            _isReading = false;
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(NewsInterval, TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await CountNewsAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left the page.
        }
    }

    private async Task CountNewsAsync()
    {
        if (_isReading || _lines is not { } known || await TryReadAsync(Filter()) is not { } newest)
        {
            return;
        }

        var lastKnown = known.Count > 0 ? known[0].Id : 0;
        _news = newest.Count(line => line.Id > lastKnown);
        StateHasChanged();
    }

    private void Search(ChangeEventArgs change) => Show("q", (change.Value as string)?.Trim());

    private void ShowAllKinds() => Show("kind", null);

    private void ShowEverybody() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["user"] = null, ["device"] = null }));

    private void Toggle(ActivityKind kind)
    {
        var kinds = _kinds.Contains(kind) ? _kinds.Remove(kind) : _kinds.Add(kind);
        Show("kind", string.Join(',', kinds).ToLowerInvariant());
    }

    private void Show(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
