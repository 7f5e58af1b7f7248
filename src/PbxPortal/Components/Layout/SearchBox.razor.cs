using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using PbxPortal.Components.Devices;

namespace PbxPortal.Components.Layout;

/// <summary>The field in the top bar: on the devices page it filters while one types, elsewhere Enter leads there.</summary>
public sealed partial class SearchBox : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource _typing = new();
    private string _text = "";

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    private bool IsOnDevices => new Uri(Navigation.Uri).AbsolutePath is "/" or "" or "/devices";

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _typing.Cancel();
        _typing.Dispose();
    }

    protected override void OnInitialized()
    {
        _text = TextOf(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        var text = TextOf(change.Location);
        if (!string.Equals(text, _text.Trim(), StringComparison.Ordinal))
        {
            _text = text;
            _ = InvokeAsync(StateHasChanged);
        }
    }

    private async Task TypeAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        await _typing.CancelAsync();
        _typing.Dispose();
        _typing = new CancellationTokenSource();
        if (!IsOnDevices)
        {
            return;
        }

        try
        {
            await Task.Delay(Pause, TimeProvider, _typing.Token);
            Show(replace: true);
        }
        catch (OperationCanceledException)
        {
            // Another key came within the pause.
        }
    }

    private async Task GoAsync()
    {
        await _typing.CancelAsync();
        Show(replace: false);
    }

    /// <summary>Keeps the other filters when the devices are already on the page.</summary>
    private void Show(bool replace)
    {
        var filter = IsOnDevices ? DeviceFilter.Parse(Navigation.Uri) : DeviceFilter.Everything;
        Navigation.NavigateTo((filter with { Text = _text.Trim() }).ToAddress(), replace: replace);
    }

    private static string TextOf(string address) =>
        new Uri(address).AbsolutePath is "/" or "" or "/devices" ? DeviceFilter.Parse(address).Text : "";
}
