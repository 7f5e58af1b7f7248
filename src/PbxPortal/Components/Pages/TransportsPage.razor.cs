using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Transports;

namespace PbxPortal.Components.Pages;

/// <summary>Where phones are heard, the certificate, and which connections failed and why; for owners, as it is of all domains.</summary>
public sealed partial class TransportsPage : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _leaving = new();
    private Task _watching = Task.CompletedTask;
    private TransportSnapshot _state = null!; // Read before the first rendering.

    [Inject]
    public required ITransportState Transports { get; init; }

    [Inject]
    public required ICertificateState Certificates { get; init; }

    [Inject]
    public required TimeProvider TimeProvider { get; init; }

    public async ValueTask DisposeAsync()
    {
        Certificates.Changed -= OnChanged;
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }

    protected override void OnInitialized()
    {
        _state = Transports.Read();
        Certificates.Changed += OnChanged;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _watching = WatchAsync();
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private void OnChanged() => _ = InvokeAsync(StateHasChanged);

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                _state = Transports.Read();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page is left.
        }
    }
}
