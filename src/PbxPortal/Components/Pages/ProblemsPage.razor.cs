using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Components.Problems;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Pages;

/// <summary>Why phones do not register: every failed or missing registration with its cause, the evidence, and what mends it.</summary>
public sealed partial class ProblemsPage : IAsyncDisposable
{
    private const int PageSize = 100;

    private readonly DotNetObjectReference<ProblemsPage> _self;
    private readonly ProblemList _list = new();
    private readonly TypedText _typed = new();
    private OverviewWatch _watch = null!;
    private ProblemFilter _filter = ProblemFilter.Everything;
    private ClaimsPrincipal _who = new();
    private Task<AuthenticationState>? _watchedAs;
    private ProblemRow? _open;
    private ElementReference _listing;
    private ElementReference _watchedListing;
    private string? _failure;
    private bool _isAtWork;
    private int _openDialogs;
    private int _shown = PageSize;

    public ProblemsPage()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required IOverview Overview { get; init; }

    [Inject]
    public required ProblemCommands Commands { get; init; }

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

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        await _watch.DisposeAsync();
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

    private bool MayTrace(Problem problem) => problem.DomainId is { } domainId && PortalAccess.Has(_who, PortalRole.HelpDesk, domainId);

    public bool MayMend(Problem problem) => ProblemRights.MayMend(_who, problem);

    public async Task MendAsync(Problem problem)
    {
        _openDialogs++;
        FreezeOrThaw();
        try
        {
            await Commands.MendAsync(_who, problem);
        }
        finally
        {
            _openDialogs--;
            FreezeOrThaw();
            StateHasChanged();
        }
    }

    public string LinkTo(Problem problem) => (_filter with { OpenKey = problem.Key }).ToAddress();

    protected override void OnInitialized()
    {
        _watch = new OverviewWatch(Overview, TimeProvider, () => Drawn);
        TakeAddress(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <summary>Another account or other roles: what it may not see any more must go.</summary>
    protected override Task OnParametersSetAsync() =>
        _watchedAs is not null && _watchedAs != Authentication ? WatchAsync() : Task.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await WatchAsync();
        }

        if (_listing.Id is not null && !string.Equals(_listing.Id, _watchedListing.Id, StringComparison.Ordinal))
        {
            _watchedListing = _listing;
            await Browser.WatchInteractionAsync(_listing, _self);
        }
    }

    private string Summary => _filter.HidesNothing
        ? _list.Total == 1 ? "1 problem" : $"{_list.Total} problems"
        : $"{_list.Listed.Count} of {_list.Total} problems";

    private string UserName => _filter.UserId is not { } id ? ""
        : Directory.FindUser(id) is { } user && PortalAccess.Has(_who, PortalRole.ReadOnly, user.Domain.Id)
            ? DeviceLabel.UserOf(user.Extension, user.DisplayName)
            : "this user";

    private async Task WatchAsync()
    {
        _failure = null;
        _watchedAs = Authentication;
        _who = (await Authentication).User;
        _watch.Start(_who, Apply, Fail);
    }

    private void Apply(OverviewState state)
    {
        _list.Apply(state);
        FindOpen();
        StateHasChanged();
    }

    private void Fail(Exception failure)
    {
        _failure = failure.Message;
        StateHasChanged();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(() =>
    {
        if (new Uri(change.Location).AbsolutePath is "/problems")
        {
            TakeAddress(change.Location);
            StateHasChanged();
        }
    });

    private void TakeAddress(string address)
    {
        _filter = ProblemFilter.Parse(address);
        _typed.Take(_filter.Text);
        _list.SetFilter(_filter);
        _shown = PageSize;
        FindOpen();
    }

    /// <summary>A problem that is solved while its evidence is open stays there, and says so.</summary>
    private void FindOpen() => _open = _filter.OpenKey.Length == 0
        ? null
        : _list.Find(_filter.OpenKey) ?? (string.Equals(_open?.Key, _filter.OpenKey, StringComparison.Ordinal) ? _open : null);

    private void Show(ProblemFilter filter) => Navigation.NavigateTo(filter.ToAddress());

    private void Clear() => Show(ProblemFilter.Everything);

    private void OnSearch() => Navigation.NavigateTo((_filter with { Text = _typed.Ask() }).ToAddress(), replace: true);

    private async Task CloseAsync()
    {
        var opener = $"#{ProblemEntry.AnchorOf(_filter.OpenKey)}";
        Show(_filter with { OpenKey = "" });
        await Browser.FocusAsync(opener, "h1");
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
