using Microsoft.AspNetCore.Components;
using QRCoder;

namespace PbxPortal.Components.Display;

/// <summary>A text as a QR code (ISO/IEC 18004), drawn as SVG.</summary>
public sealed partial class QrCode
{
    private string _drawn = "";
    private string _svg = "";

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>For those who do not see it.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    protected override void OnParametersSet()
    {
        if (string.Equals(_drawn, Text, StringComparison.Ordinal))
        {
            return;
        }

        // Level M: a screen has no dirt on it, and fewer modules are read from farther away.
        using var data = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        using var code = new SvgQRCode(data);
        _svg = code.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        _drawn = Text;
    }
}
