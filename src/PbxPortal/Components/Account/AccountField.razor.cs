using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Account;

/// <summary>A labelled text or password field that works without a script.</summary>
public sealed partial class AccountField
{
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>The form's name for the value, for example <c>Input.Name</c>.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>What was typed before; left out for passwords.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Tells password managers what belongs here (HTML, 4.10.18.7).</summary>
    [Parameter, EditorRequired]
    public required string Autocomplete { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 256;

    [Parameter]
    public bool HasFocus { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Mistake { get; set; }
}
