using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Display;
using PbxPortal.Server.Qualifying;

namespace PbxPortal.Components.Devices;

/// <summary>The last answers of a device as bars: as high as they were slow, the newest at the right, a full one where none came.</summary>
public sealed partial class ReachChart
{
    private const int Slots = 60;
    private const int SlotWidth = 5;
    private const int Width = Slots * SlotWidth;
    private const int Height = 44;

    /// <summary>Below this nobody hears a difference, so a quiet line does not look like a storm.</summary>
    private static readonly TimeSpan LeastScale = TimeSpan.FromMilliseconds(50);

    [Parameter, EditorRequired]
    public ImmutableArray<QualifySample> History { get; set; } = [];

    private IEnumerable<TimeSpan> Answers => History.Select(sample => sample.RoundTrip).OfType<TimeSpan>();

    private TimeSpan Top
    {
        get
        {
            var slowest = Answers.DefaultIfEmpty().Max();
            return slowest > LeastScale ? slowest : LeastScale;
        }
    }

    private string Scale
    {
        get
        {
            var missed = History.Count(sample => sample.RoundTrip is null);
            var lost = missed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{missed} missed");
            if (!Answers.Any())
            {
                return lost;
            }

            var range = $"{RoundTripDisplay.TextOf(Answers.Min())} to {RoundTripDisplay.TextOf(Answers.Max())}";
            return lost.Length > 0 ? $"{range}, {lost}" : range;
        }
    }

    private string Summary => $"The last {History.Length} answers: {Scale}";

    private static int LeftOf(int index, int count) => Width - ((count - index) * SlotWidth);

    private static string TextOf(QualifySample sample) =>
        sample.RoundTrip is { } roundTrip ? RoundTripDisplay.TextOf(roundTrip) : "no answer";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private int LeftOf(int index) => LeftOf(index, History.Length);

    private double HeightOf(QualifySample sample) =>
        sample.RoundTrip is { } roundTrip ? Math.Max(Height * (roundTrip / Top), 2) : Height;
}
