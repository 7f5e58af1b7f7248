using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Live;

/// <summary>A component that follows a stream, and knows whether the browser has what was last drawn for it.</summary>
/// <remarks>
/// Over a circuit the renderer calls <c>OnAfterRender</c> when the browser has confirmed the rendering. A browser that is slow, or away for a
/// moment, is so drawn for as often as it keeps up, each time with the latest; without this, up to ten renderings wait for it, each as late
/// as all before it take.
/// </remarks>
public abstract class LiveComponent : ComponentBase
{
    private TaskCompletionSource? _drawing = new(); // The first rendering does not ask ShouldRender.

    /// <summary>Ends when the browser has what was last drawn; has ended when nothing is on its way.</summary>
    internal Task Drawn => _drawing?.Task ?? Task.CompletedTask;

    protected override bool ShouldRender()
    {
        _drawing ??= new TaskCompletionSource();
        return true;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        var drawn = _drawing;
        _drawing = null;
        drawn?.TrySetResult();
    }
}
