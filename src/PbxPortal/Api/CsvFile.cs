using System.Globalization;
using System.Text;
using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>A long list as one file, read and written page by page, so that it is never in memory.</summary>
internal static class CsvFile
{
    public const string FormatMistake = "format is csv or json. Example: ?format=csv";

    /// <summary>Lines of one file; who wants more asks for it by time.</summary>
    private const int MostLines = 100_000;

    private const string Csv = "csv";
    private const string Json = "json";

    public static bool IsFormat(string? word) => string.IsNullOrEmpty(word) || word is Csv or Json;

    /// <param name="format">As the address has it; empty: the header <c>Accept</c> decides.</param>
    public static bool IsAskedFor(HttpContext context, string? format) => string.IsNullOrEmpty(format)
        ? context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(CsvText.ContentType, StringComparison.OrdinalIgnoreCase))
        : string.Equals(format, Csv, StringComparison.OrdinalIgnoreCase);

    /// <param name="readBefore">Reads the page below the item with this id, <see cref="ListPage.Most"/> items at most.</param>
    public static IResult Of<T>(
        string name,
        IReadOnlyList<string> columns,
        Func<long?, Task<IReadOnlyList<T>>> readBefore,
        Func<T, long> idOf,
        Action<TextWriter, IEnumerable<T>> write,
        CancellationToken cancellationToken) =>
        Results.Stream(
            async body =>
            {
                await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
                await writer.WriteAsync($"{string.Join(',', columns)}\n".AsMemory(), cancellationToken);
                long? before = null;
                for (var written = 0; written < MostLines;)
                {
                    var found = await readBefore(before);
                    await using var text = new StringWriter(CultureInfo.InvariantCulture);
                    write(text, found);
                    await writer.WriteAsync(text.ToString().AsMemory(), cancellationToken);
                    written += found.Count;
                    if (found.Count < ListPage.Most)
                    {
                        return;
                    }

                    before = idOf(found[^1]);
                }
            },
            $"{CsvText.ContentType}; charset=utf-8",
            name);
}
