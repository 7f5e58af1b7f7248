using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Administration;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Components.Calls;

/// <summary>Reads the filters of the calls page out of its address, and writes them for the API.</summary>
public static class CallPageAddress
{
    /// <summary>Words that are none are left out.</summary>
    public static ImmutableArray<CallResult> ResultsOf(string? words) =>
    [
        .. from word in (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
           from result in Enum.GetValues<CallResult>()
           where string.Equals(result.ToString(), word, StringComparison.OrdinalIgnoreCase)
           select result,
    ];

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
