using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Search;

namespace PbxPortal.Components.Layout;

/// <summary>
/// The field in the top bar: finds users and devices while one types, whatever page is open; on the devices page it narrows the
/// list as well.
/// </summary>
public sealed partial class SearchBox : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TypedText _typed = new();
    private CancellationTokenSource _typing = new();
    private List<SearchLink> _links = [];
    private string? _shown; // What the links are for; null: nothing was looked for.
    private string? _failure;
    private int _active = -1;
    private bool _isClosed = true;
    private bool _isLeft; // The focus has gone: what is found now opens nothing over the page.

    [Inject]
    public required IPortalSearch Search { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private bool IsOnDevices => new Uri(Navigation.Uri).AbsolutePath is "/devices";

    private bool IsOpen => !_isClosed && _shown is not null;

    private bool HasList => IsOpen && _links.Count > 0;

    private SearchLink? Active => _active >= 0 && _active < _links.Count ? _links[_active] : null;

    private string Said => _links.Count switch
    {
        0 => "Nothing found",
        1 => "1 found",
        var count => $"{count} found, arrow keys choose",
    };

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _typing.Cancel();
        _typing.Dispose();
    }

    protected override void OnInitialized()
    {
        _typed.Take(TextOf(Navigation.Uri));
        Navigation.LocationChanged += OnLocationChanged;
    }

    private static string IdOf(int place) => $"found-{place.ToString(CultureInfo.InvariantCulture)}";

    private static void DoNothing()
    {
        // Without a handler the renderer does not listen, and the press would take the focus.
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        _ = InvokeAsync(() =>
        {
            if (_typed.Take(TextOf(change.Location)))
            {
                StateHasChanged();
            }
        });
    }

    private Task TypeAsync()
    {
        _typing.Cancel();
        _typing.Dispose();
        _typing = new CancellationTokenSource();
        (_isLeft, _active) = (false, -1);
        return FindSoonAsync(_typing.Token);
    }

    private async Task FindSoonAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Pause, TimeProvider, cancellation);
            if (IsOnDevices)
            {
                Show(replace: true);
            }

            await FindAsync(_typed.Trimmed, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Another key came within the pause, or before all was looked through.
        }
    }

    private async Task FindAsync(string text, CancellationToken cancellation)
    {
        try
        {
            var result = await Search.FindAsync((await Authentication).User, text, cancellation);
            cancellation.ThrowIfCancellationRequested();
            Take([.. SearchLink.Of(result, text)]);
            _failure = null;
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Take([]);
            _failure = Failure.Describe(failure);
        }

        (_shown, _isClosed) = (text.Length == 0 ? null : text, _isLeft);
    }

    /// <summary>Whoever has chosen already among what was found before keeps the choice: Enter goes there, and not elsewhere.</summary>
    private void Take(List<SearchLink> links)
    {
        var chosen = Active?.Address;
        _links = links;
        _active = chosen is null ? -1 : links.FindIndex(link => string.Equals(link.Address, chosen, StringComparison.Ordinal));
    }

    /// <summary>The combobox of the ARIA patterns: arrows choose, Enter goes there, Escape closes first and empties then.</summary>
    private void OnKey(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown":
                _isClosed = false;
                _active = _links.Count == 0 ? -1 : (_active + 1) % _links.Count;
                break;
            case "ArrowUp":
                _isClosed = false;
                _active = _links.Count == 0 ? -1 : (_active <= 0 ? _links.Count : _active) - 1;
                break;
            case "Escape" when IsOpen:
                Close();
                break;
            case "Escape":
                (_typed.Value, _shown) = ("", null);
                break;
        }
    }

    private void Reopen()
    {
        _isLeft = false;
        _isClosed = _shown is null || !string.Equals(_shown, _typed.Trimmed, StringComparison.Ordinal);
    }

    private void Leave()
    {
        _isLeft = true;
        Close();
    }

    private void Close() => (_isClosed, _active) = (true, -1);

    private void Go()
    {
        _typing.Cancel();
        var chosen = Active;
        Close();
        if (chosen is not null)
        {
            Navigation.NavigateTo(chosen.Address);
        }
        else if (_links.FindLast(link => link.Group is not SearchLink.Calls) is { Group: SearchLink.Users } && string.Equals(_shown, _typed.Trimmed, StringComparison.Ordinal))
        {
            Navigation.NavigateTo($"/users?q={Uri.EscapeDataString(_typed.Trimmed)}"); // Only users have it.
        }
        else
        {
            Show(replace: false);
        }
    }

    /// <summary>Keeps the other filters when the devices are already on the page.</summary>
    private void Show(bool replace)
    {
        var filter = IsOnDevices ? DeviceFilter.Parse(Navigation.Uri) : DeviceFilter.Everything;
        Navigation.NavigateTo((filter with { Text = _typed.Ask() }).ToAddress(), replace: replace);
    }

    private static string TextOf(string address) =>
        new Uri(address).AbsolutePath is "/devices" ? DeviceFilter.Parse(address).Text : "";
}
