using System.Globalization;

namespace PbxPortal.Components.Display;

/// <summary>How the time until an answer is written: <c>0.4 ms</c>, <c>23 ms</c>, <c>1.6 s</c>.</summary>
public static class RoundTripDisplay
{
    public static string TextOf(TimeSpan? roundTrip) => roundTrip is { } known ? TextOf(known) : "";

    public static string TextOf(TimeSpan roundTrip) => roundTrip.TotalMilliseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(roundTrip.TotalMilliseconds, 0.1):0.0} ms"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{roundTrip.TotalMilliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{roundTrip.TotalSeconds:0.0} s"),
    };
}
