using System.Globalization;

namespace PbxPortal.Components.Display;

/// <summary>A day as the address of a page has it, in the zone of whoever reads the page.</summary>
public static class ReaderDay
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>Its first moment; <c>null</c>: it is no day.</summary>
    /// <param name="zoneMinutes">How far the reader's clock is ahead of UTC.</param>
    /// <param name="days">So many days later.</param>
    public static DateTimeOffset? StartOf(string? day, int zoneMinutes, int days = 0) =>
        DateOnly.TryParseExact(day, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date.AddDays(days).ToDateTime(TimeOnly.MinValue), TimeSpan.FromMinutes(zoneMinutes)).ToUniversalTime()
            : null;
}
