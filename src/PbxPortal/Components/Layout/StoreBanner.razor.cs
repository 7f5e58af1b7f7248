using Microsoft.AspNetCore.Components;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Layout;

/// <summary>Says in red that nothing can be stored, what it means for the phones, and what to do.</summary>
public sealed partial class StoreBanner : IDisposable
{
    private StoreFailure? _failure;

    [Inject]
    public required StoreHealth Health { get; init; }

    public void Dispose() => Health.Changed -= OnChanged;

    protected override void OnInitialized()
    {
        Health.Changed += OnChanged;
        _failure = Health.Failure;
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        _failure = Health.Failure;
        StateHasChanged();
    });
}
