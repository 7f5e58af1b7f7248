using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace PbxPortal.Components.Display;

/// <summary>A moment that the browser writes in the reader's zone and keeps up to date; the server never renders for the clock.</summary>
public sealed class Moment : ComponentBase
{
    /// <summary>In milliseconds since 1970: a number is compared by value, so an unchanged cell is not rendered again.</summary>
    [Parameter, EditorRequired]
    public long At { get; set; }

    [Parameter]
    public MomentStyle Style { get; set; }

    /// <summary>The element has no content of ours: the ticker in <c>app.js</c> owns it.</summary>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(At).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "datetime", utc);
        builder.AddAttribute(2, Style == MomentStyle.Relative ? "data-since" : "data-time", At.ToString(CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "data-seconds", Style == MomentStyle.Seconds);
        builder.CloseElement();
    }
}
