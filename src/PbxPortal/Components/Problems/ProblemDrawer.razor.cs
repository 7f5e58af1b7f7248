using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Components.Live;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>The evidence of one problem, what mends it, and a look at what comes now.</summary>
public sealed partial class ProblemDrawer
{
    [Inject]
    public required Browser Browser { get; init; }

    [Parameter, EditorRequired]
    public required Problem Problem { get; set; }

    [Parameter]
    public bool IsSolved { get; set; }

    [Parameter]
    public bool MayMend { get; set; }

    /// <summary>Whether the reader may watch this user's messages.</summary>
    [Parameter]
    public bool MayTrace { get; set; }

    [Parameter]
    public EventCallback OnMend { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.FocusAsync("#drawer-title");
        }
    }

    private string Title => ProblemDisplay.LabelOf(Problem);

    /// <summary>There is somebody whose messages could come.</summary>
    private bool CanBeWatched => Problem.UserId is not null || (Problem.Source.Length > 0 && Problem.Cause != ProblemCause.SiteOutage);

    /// <summary>Where the whole messages are kept and drawn; of strangers only the lines below are.</summary>
    private string? MessagesAddress => Problem.UserId is { } userId ? $"/trace?user={userId}" : null;

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key is "Escape" ? OnClose.InvokeAsync() : Task.CompletedTask;
}
