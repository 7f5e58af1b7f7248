using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Auditing;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Pages;

/// <summary>Who changed what and from where, in the domains whose admin one is, newest first. Nothing moves by itself.</summary>
public sealed partial class AuditPage : IAsyncDisposable
{
    private const int PageSize = 100;

    private readonly CancellationTokenSource _leaving = new();
    private readonly PagedList<AuditLine, AuditFilter> _list;
    private IReadOnlyList<string> _actors = [];
    private ImmutableArray<AuditKind> _kinds = [];
    private int? _zoneMinutes; // Before the first drawing nobody knows the reader's zone.

    public AuditPage()
    {
        _list = new(PageSize, FetchAsync, line => line.Id, (filter, id) => filter with { BeforeId = id }, _leaving.Token);
    }

    [Inject]
    public required IAuditHistory History { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? KindWords { get; set; }

    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>A day in the reader's zone, as <c>2026-11-29</c>.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _kinds = AuditPageAddress.KindsOf(KindWords);
        if (_zoneMinutes is not null && (_list.Shown is not { } shown || !IsSame(shown, Filter())))
        {
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            var leaving = _leaving.Token;
            _zoneMinutes = await Browser.ZoneMinutesAsync();
            if (!leaving.IsCancellationRequested) // Else the reader has left before the browser answered.
            {
                await ReadAsync();
                StateHasChanged();
            }
        }
    }

    private bool IsFiltered => !string.IsNullOrEmpty(Text) || !_kinds.IsEmpty || !string.IsNullOrEmpty(By)
        || !string.IsNullOrEmpty(From) || !string.IsNullOrEmpty(To);

    private string CsvAddress => AuditPageAddress.CsvOf(Filter());

    /// <summary>Somebody who is asked for stands there, although he has done nothing lately.</summary>
    private IEnumerable<string> Actors => string.IsNullOrEmpty(By) || _actors.Contains(By, StringComparer.Ordinal) ? _actors : _actors.Prepend(By);

    private AuditFilter Filter() => new(
        Text ?? "",
        By ?? "",
        _kinds,
        ReaderDay.StartOf(From, _zoneMinutes ?? 0),
        ReaderDay.StartOf(To, _zoneMinutes ?? 0, days: 1),
        Limit: PageSize);

    private static bool IsSame(AuditFilter one, AuditFilter other) =>
        one with { Kinds = [] } == other with { Kinds = [] } && one.Kinds.SequenceEqual(other.Kinds);

    private Task ReadAsync() => _list.ReadAsync(Filter());

    private async Task<IReadOnlyList<AuditLine>> FetchAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var who = (await Authentication).User;
        var lines = await History.ReadAsync(who, filter, cancellationToken);
        _actors = await History.ListActorsAsync(who, cancellationToken);
        return lines;
    }

    private void Search(ChangeEventArgs change) => Show("q", (change.Value as string)?.Trim());

    private void ChooseActor(ChangeEventArgs change) => Show("by", change.Value as string);

    private void ChooseFrom(ChangeEventArgs change) => Show("from", change.Value as string);

    private void ChooseTo(ChangeEventArgs change) => Show("to", change.Value as string);

    private void ShowAllKinds() => Show("kind", null);

    private void Clear() => Navigation.NavigateTo("/audit");

    private void Toggle(AuditKind kind)
    {
        var kinds = _kinds.Contains(kind) ? _kinds.Remove(kind) : _kinds.Add(kind);
        Show("kind", string.Join(',', kinds).ToLowerInvariant());
    }

    private void Show(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value));
}
