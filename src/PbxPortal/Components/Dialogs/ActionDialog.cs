using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>A dialog that carries out an action, in one step or several: each once, however often it is clicked, and that says what was wrong.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public abstract class ActionDialog : ComponentBase
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected bool IsRunning { get; private set; }

    /// <summary>What was wrong the last time; an action sets it too, and one that finds nothing wrong is done for good.</summary>
    protected FieldMistakes Mistakes { get; set; } = FieldMistakes.None;

    /// <summary>
    /// Carries a step out, unless one is being carried out or this one is done. A second click may come that late: what the first one
    /// makes may be shown once, and must not be written over.
    /// </summary>
    /// <param name="step">Its name, by which it is known that it is done.</param>
    protected async Task RunAsync(Func<ClaimsPrincipal, Task> action, [CallerMemberName] string step = "")
    {
        if (IsRunning || _done.Contains(step))
        {
            return;
        }

        (IsRunning, Mistakes) = (true, FieldMistakes.None);
        try
        {
            await action((await Authentication).User);
            if (Mistakes.IsEmpty)
            {
                _done.Add(step);
            }
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            Mistakes = FieldMistakes.OfWhole(Failure.Describe(failure));
        }
        finally
        {
            IsRunning = false;
            Dialog.StateHasChanged(); // Title and buttons are drawn by the frame around this dialog.
        }
    }
}
