using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace PbxPortal.Api;

/// <summary>Long lists by pages: with <c>limit</c> they come by id, and <c>Link</c> (RFC 8288) leads to the next page.</summary>
/// <remarks>
/// The cursor is the last id of the page before, so that what comes and goes meanwhile neither doubles nor hides anything. Without
/// <c>limit</c> all come at once, in the order in which people read them.
/// </remarks>
internal static class ListPage
{
    public const int Most = 1_000;

    /// <summary>For the descriptions of the lists.</summary>
    public const string Description =
        "Without `limit` all come at once. With `limit` (1 to 1000) they come by id, and the answer's header `Link` has the address of "
        + "the next page with `rel=\"next\"`; the last page has none.";

    public static IResult Of<TItem, TRow>(
        HttpContext context, IEnumerable<TItem> items, Func<TItem, long> idOf, Func<TItem, TRow> rowOf, int? limit, long? after)
    {
        if (!IsLimit(limit, out var mistake))
        {
            return Problem.Of([mistake]);
        }

        if (limit is not { } length)
        {
            return Results.Ok(items.Where(item => after is null || idOf(item) > after).Select(rowOf).ToList());
        }

        var page = items.Where(item => after is null || idOf(item) > after).OrderBy(idOf).Take(length + 1).ToList();
        if (page.Count > length)
        {
            page.RemoveAt(length);
            AddNext(context, "after", idOf(page[^1]));
        }

        return Results.Ok(page.Select(rowOf).ToList());
    }

    /// <param name="limit"><c>null</c>: none was asked for.</param>
    /// <param name="mistake">What it must be; empty when it is.</param>
    public static bool IsLimit(int? limit, out string mistake)
    {
        mistake = limit is < 1 or > Most ? $"limit is a number between 1 and {Most}. Example: ?limit=100" : "";
        return mistake.Length == 0;
    }

    /// <summary>Tells where the next page is: the same address with another cursor.</summary>
    public static void AddNext(HttpContext context, string cursor, long id)
    {
        var request = context.Request;
        var query = QueryHelpers.ParseQuery(request.QueryString.Value)
            .Where(pair => !string.Equals(pair.Key, cursor, StringComparison.OrdinalIgnoreCase))
            .Append(new(cursor, id.ToString(CultureInfo.InvariantCulture)));
        context.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(request.Path, query)}>; rel=\"next\"";
    }
}
