using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace PbxPortal.Components.Devices;

/// <summary>The refreshes of a device as dots on a line: even ones are a healthy phone.</summary>
public sealed partial class RefreshTimeline
{
    private const int Width = 300;
    private const int Margin = 6;

    [Parameter, EditorRequired]
    public required RefreshHistory History { get; set; }

    private string Summary => History switch
    {
        { Usual: { } usual, Jitter: { } jitter } => $"every {Seconds(usual)}, up to {Seconds(jitter)} early or late",
        { Usual: { } usual } => $"{Seconds(usual)} between the last two",
        _ => "one REGISTER so far",
    };

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s");

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double PlaceOf(RefreshPoint point)
    {
        var (first, last) = (History.Points[0].At, History.Points[^1].At);
        return first == last ? Width / 2.0 : Margin + ((Width - (2 * Margin)) * ((point.At - first) / (last - first)));
    }
}
