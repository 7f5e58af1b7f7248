using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace PbxPortal.Components.Overview;

/// <summary>One curve over the last 24 hours, in the reader's zone.</summary>
public sealed partial class HistoryChart
{
    private List<ChartSeries<double>> _series = [];
    private TimeSeriesChartOptions _options = new();
    private IReadOnlyList<ChartPoint>? _drawn;
    private int _drawnZone;
    private string _description = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What is counted, for the sentence.</summary>
    [Parameter]
    public string Unit { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ChartPoint> Samples { get; set; } = [];

    [Parameter]
    public double Now { get; set; }

    /// <summary>How far the reader's clock is ahead of UTC.</summary>
    [Parameter]
    public int ZoneMinutes { get; set; }

    [Parameter]
    public string Format { get; set; } = "N0";

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_drawn, Samples) && _drawnZone == ZoneMinutes)
        {
            return; // The same curve: nothing to draw anew.
        }

        (_drawn, _drawnZone) = (Samples, ZoneMinutes);
        _series = [new ChartSeries<double> { Name = Title, Data = new ChartData<double>([.. Samples.Select(point => (Local(point.At), Math.Round(point.Value, 2)))]) }];
        _options = OptionsFor(Samples);
        _description = Describe();
    }

    private static TimeSeriesChartOptions OptionsFor(IReadOnlyList<ChartPoint> samples)
    {
        var span = samples.Count < 2 ? TimeSpan.Zero : samples[^1].At - samples[0].At;
        var most = samples.Count == 0 ? 0 : samples.Max(point => point.Value);
        return new TimeSeriesChartOptions
        {
            ShowLegend = false,
            ShowToolTips = false,
            ShowDataMarkers = false,
            LineStrokeWidth = 2,
            LineDisplayType = LineDisplayType.Area,
            YAxisRequireZeroPoint = true,
            YAxisTicks = TickOf(most),
            MaxNumYAxisTicks = 5,
            YAxisFormat = most < 5 ? "0.##" : "0",
            TimeLabelSpacing = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(span.TotalMinutes / 6))),
            TimeLabelFormat = "HH:mm",
            ChartPalette = ["var(--accent)"],
        };
    }

    /// <summary>Of 1, 2 or 5 times a power of ten, so that there are few lines whatever the height.</summary>
    private static int TickOf(double most)
    {
        var tick = 1;
        foreach (var factor in Enumerable.Repeat<int[]>([2, 5, 10], 9).SelectMany((steps, power) => steps.Select(step => step * Math.Pow(10, power))))
        {
            if (most / tick <= 4)
            {
                break;
            }

            tick = (int)factor;
        }

        return tick;
    }

    private string Describe()
    {
        if (Samples.Count < 2)
        {
            return $"{Title}: {Text(Now)} {Unit} now.";
        }

        var least = Samples.MinBy(point => point.Value);
        var most = Samples.MaxBy(point => point.Value);
        return $"Least {Text(least.Value)} at {Clock(least.At)}, most {Text(most.Value)} at {Clock(most.At)}, since {Clock(Samples[0].At)}.";
    }

    private string Text(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    private string Clock(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    private DateTime Local(DateTimeOffset at) => at.UtcDateTime.AddMinutes(ZoneMinutes);
}
