using System.Runtime.CompilerServices;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Problems;

/// <summary>Follows numbers and problems on behalf of one component, at most five times a second.</summary>
/// <remarks>Confined to the renderer's dispatcher: start it in <c>OnAfterRender</c> and every state arrives there.</remarks>
internal sealed class OverviewWatch(IOverview overview, TimeProvider timeProvider, Func<Task> drawn) : IAsyncDisposable
{
    /// <summary>A look at a number, most times; what is shown is made once for all who look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The stream looks no more often than the interval by itself.</summary>
    private readonly StreamWatch _watch = new(timeProvider, TimeSpan.Zero, static _ => TimeSpan.Zero, drawn);

    /// <summary>Gives the present state at once, and a new one after every change; starts over when it is called again.</summary>
    public void Start(ClaimsPrincipal who, Action<OverviewState> apply, Action<Exception> failed) =>
        _watch.Start(cancellationToken => StatesAsync(who, cancellationToken), apply, failed);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private async IAsyncEnumerable<OverviewState> StatesAsync(ClaimsPrincipal who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? shown = null;
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            if (overview.Version != shown)
            {
                var state = overview.Read(who);
                shown = state.Version;
                yield return state;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
