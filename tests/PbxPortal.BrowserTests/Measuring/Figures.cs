using System.Globalization;

namespace PbxPortal.BrowserTests.Measuring;

/// <summary>Numbers of a measurement in few words.</summary>
internal static class Figures
{
    /// <summary>The value below which the given share of all lies.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>How many of the moments lie within one second at most.</summary>
    public static int MostInOneSecond(IReadOnlyList<double> milliseconds)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < milliseconds.Count; last++)
        {
            while (milliseconds[last] - milliseconds[first] >= 1000)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F0} ms");

    public static void Print(string what, string figure, bool? isGood = null)
    {
        var verdict = isGood switch { true => " (good)", false => " (MISSED)", null => "" };
        Console.WriteLine($"{what}: {figure}{verdict}");
    }
}
