using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Administration;

namespace PbxPortal.Components.Auditing;

/// <summary>Reads the filters of the audit page out of its address, and writes them for the API.</summary>
public static class AuditPageAddress
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Words that are none are left out.</summary>
    public static ImmutableArray<AuditKind> KindsOf(string? words) =>
    [
        .. from word in (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
           from kind in Enum.GetValues<AuditKind>()
           where string.Equals(kind.ToString(), word, StringComparison.OrdinalIgnoreCase)
           select kind,
    ];

    /// <summary>The lines that match, as a file.</summary>
    public static string CsvOf(AuditFilter filter)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["format"] = "csv",
            ["q"] = filter.Text.Length > 0 ? filter.Text : null,
            ["actor"] = filter.Actor.Length > 0 ? filter.Actor : null,
            ["kind"] = filter.Kinds.IsDefaultOrEmpty ? null : string.Join(',', filter.Kinds).ToLowerInvariant(),
            ["since"] = filter.Since?.ToString(Moment, CultureInfo.InvariantCulture),
            ["until"] = filter.Until?.ToString(Moment, CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString("/api/v1/audit", query.Where(pair => pair.Value is not null));
    }
}
