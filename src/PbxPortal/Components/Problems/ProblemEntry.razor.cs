using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Display;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>One entry of a list of problems.</summary>
public sealed partial class ProblemEntry
{
    [CascadingParameter]
    public required IProblemActions Actions { get; set; }

    [Parameter, EditorRequired]
    public required Problem Problem { get; set; }

    [Parameter]
    public bool IsSolved { get; set; }

    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>A button leads to the evidence, as on the overview; on the page of the problems the entry itself does.</summary>
    [Parameter]
    public bool ShowsWhy { get; set; }

    /// <summary>Where the focus comes back to when the evidence is closed.</summary>
    public static string AnchorOf(string key) =>
        string.Create(CultureInfo.InvariantCulture, $"problem-{(uint)string.GetHashCode(key, StringComparison.Ordinal)}");

    private string Anchor => AnchorOf(Problem.Key);

    private string Tone => ProblemDisplay.ToneOf(Problem);

    private string Who => ProblemDisplay.WhoOf(Problem);

    /// <summary>A button that changes something is the primary action; one that leads elsewhere is not.</summary>
    private bool IsMending => Problem.Fix is not (ProblemFix.OpenUser or ProblemFix.OpenDevice or ProblemFix.OpenTransports or ProblemFix.OpenSecurity);

    private string Where => string.Join(
        " · ",
        ((string[])[Problem.Product, Problem.Source, TransportDisplay.WordOf(Problem.Transport), Problem.Domain]).Where(part => part.Length > 0));

    private string Tries => Problem.Tries == 1 ? "1 try" : $"{Problem.Tries.ToString("N0", CultureInfo.InvariantCulture)} tries";
}
