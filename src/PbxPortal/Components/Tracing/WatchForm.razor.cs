using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Components.Tracing;

/// <summary>Asks whom to watch and for how long, and says why not where it cannot be.</summary>
public sealed partial class WatchForm
{
    private static readonly int[] Choices = [1, TraceOrder.UsualMinutes, 15, TraceOrder.MostMinutes];

    private int _minutes = TraceOrder.UsualMinutes;
    private string _obstacle = "";
    private string? _given;
    private bool _isStarting;

    [Inject]
    public required ITraceAdministration Traces { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>What the field holds at first.</summary>
    [Parameter]
    public string Given { get; set; } = "";

    [Parameter]
    public EventCallback<Trace> OnStarted { get; set; }

    private string Subject { get; set; } = "";

    protected override void OnParametersSet()
    {
        if (!string.Equals(_given, Given, StringComparison.Ordinal))
        {
            Subject = _given = Given;
        }
    }

    private async Task SubmitAsync()
    {
        (_isStarting, _obstacle) = (true, "");
        try
        {
            var who = (await Authentication).User;
            var start = await Traces.StartAsync(who, new TraceOrder(Subject, _minutes), CancellationToken.None);
            _obstacle = start.Obstacle;
            if (start.Trace is { } trace)
            {
                await OnStarted.InvokeAsync(trace);
            }
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _obstacle = Failure.Describe(failure);
        }
        finally
        {
            _isStarting = false;
        }
    }
}
