using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Administration;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Components.Calls;

/// <summary>Reads the filters of the calls page out of its address, and writes them for the API.</summary>
public static class CallPageAddress
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>Words that are none are left out.</summary>
    public static ImmutableArray<CallResult> ResultsOf(string? words) =>
    [
        .. from word in (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
           from result in Enum.GetValues<CallResult>()
           where string.Equals(result.ToString(), word, StringComparison.OrdinalIgnoreCase)
           select result,
    ];

    /// <summary>The first moment of a day in the reader's zone; <c>null</c>: it is no day.</summary>
    /// <param name="zoneMinutes">How far the reader's clock is ahead of UTC.</param>
    public static DateTimeOffset? StartOf(string? day, int zoneMinutes, int days = 0) =>
        DateOnly.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date.AddDays(days).ToDateTime(TimeOnly.MinValue), TimeSpan.FromMinutes(zoneMinutes)).ToUniversalTime()
            : null;

    /// <summary>The finished calls that match, as a file.</summary>
    public static string CsvOf(CallFilter filter, string? domain)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["format"] = "csv",
            ["q"] = filter.Text.Length > 0 ? filter.Text : null,
            ["domain"] = string.IsNullOrEmpty(domain) ? null : domain,
            ["userId"] = filter.UserId?.ToString(CultureInfo.InvariantCulture),
            ["result"] = filter.Results.IsDefaultOrEmpty ? null : string.Join(',', filter.Results).ToLowerInvariant(),
            ["since"] = filter.Since?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["until"] = filter.Until?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString("/api/v1/calls/finished", query.Where(pair => pair.Value is not null));
    }
}
