using PbxPortal.Server.Statistics;

namespace PbxPortal.Components.Overview;

/// <summary>One point of a curve.</summary>
public readonly record struct ChartPoint(DateTimeOffset At, double Value)
{
    /// <summary>More points than a small chart has pixels for are drawn in vain.</summary>
    public const int MostPoints = 288;

    public static IReadOnlyList<ChartPoint> Registered(IReadOnlyList<RegistrationSample> samples) =>
        Thin([.. samples.Select(sample => new ChartPoint(sample.At, sample.Registered))]);

    /// <summary>Each sample counts what was answered since the one before; after a gap nobody knows since when.</summary>
    public static IReadOnlyList<ChartPoint> PerSecond(IReadOnlyList<RegistrationSample> samples)
    {
        var points = new List<ChartPoint>();
        for (var place = 1; place < samples.Count; place++)
        {
            var seconds = (samples[place].At - samples[place - 1].At).TotalSeconds;
            if (seconds is > 0 and < 180)
            {
                points.Add(new ChartPoint(samples[place].At, samples[place].Registers / seconds));
            }
        }

        return Thin(points);
    }

    /// <summary>Puts neighbours together to their mean, as many as it takes.</summary>
    private static List<ChartPoint> Thin(List<ChartPoint> points)
    {
        var together = (points.Count + MostPoints - 1) / MostPoints;
        return together <= 1
            ? points
            : [.. points.Chunk(together).Select(chunk => new ChartPoint(chunk[^1].At, chunk.Average(point => point.Value)))];
    }
}
