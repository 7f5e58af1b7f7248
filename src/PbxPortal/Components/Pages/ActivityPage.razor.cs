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
    private readonly PagedList<ActivityLine, ActivityFilter> _list;
    private Task _watching = Task.CompletedTask;
    private ImmutableArray<ActivityKind> _kinds = [];
    private long? _refreshes;

    public ActivityPage()
    {
        _list = new(PageSize, FetchAsync, line => line.Id, (filter, id) => filter with { BeforeId = id }, _leaving.Token);
    }

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
        if (_list.Shown is not { } shown || !IsSame(shown, Filter()))
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

    private string Only => _list.Items is { Count: > 0 } lines
        ? DeviceId is null ? lines[0].Entry.User : lines[0].Entry.Device
        : DeviceId is null ? "one user" : "one device";

    private ActivityFilter Filter() => new(Text ?? "", _kinds, UserId, DeviceId, Limit: PageSize);

    private static bool IsSame(ActivityFilter one, ActivityFilter other) =>
        one with { Kinds = [] } == other with { Kinds = [] } && one.Kinds.SequenceEqual(other.Kinds);

    private Task ReadAsync() => _list.ReadAsync(Filter());

    private async Task<IReadOnlyList<ActivityLine>> FetchAsync(ActivityFilter filter, CancellationToken cancellationToken)
    {
        var who = (await Authentication).User;
        var lines = await History.ReadAsync(who, filter, cancellationToken);
        _refreshes = await History.CountRefreshesAsync(who, cancellationToken);
        return lines;
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
        if (await _list.ReadNewestAsync() is { } newest)
        {
            _list.Count(newest);
            StateHasChanged();
        }
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
