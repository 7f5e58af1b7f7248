using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace PbxPortal.Components.Display;

/// <summary>One of the <see cref="PortalIcons"/>, beside the word that says the same.</summary>
public sealed class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    [Parameter]
    public int Size { get; set; } = 16;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "icon");
        builder.AddAttribute(2, "viewBox", "0 0 24 24");
        builder.AddAttribute(3, "width", Size);
        builder.AddAttribute(4, "height", Size);
        builder.AddAttribute(5, "aria-hidden", "true");
        builder.AddMarkupContent(6, Path);
        builder.CloseElement();
    }
}
