using System.Collections.Immutable;
using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>Answers with <c>application/problem+json</c> (RFC 9457).</summary>
internal static class Problem
{
    public static IResult NotFound(string what) => Results.Problem(what, statusCode: StatusCodes.Status404NotFound);

    public static IResult Of(IEnumerable<string> mistakes) =>
        Results.Problem(string.Join(' ', mistakes), statusCode: StatusCodes.Status400BadRequest);

    /// <summary>What is wrong stands in <c>detail</c> as a text, and in <c>errors</c> by the name of the member.</summary>
    public static IResult Of(ImmutableArray<Mistake> mistakes) => Results.Problem(
        string.Join(' ', mistakes.Select(mistake => mistake.Message)),
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["errors"] = mistakes.GroupBy(mistake => NameOf(mistake.Field), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(mistake => mistake.Message).ToArray(), StringComparer.Ordinal),
        });

    /// <summary>The lines of a file that are wrong, each with its number, in <c>errors</c>.</summary>
    public static IResult Of(ImmutableArray<ImportMistake> mistakes) => Results.Problem(
        $"Nothing was imported, for {mistakes.Length} lines are wrong. Line {mistakes[0].Line}: {mistakes[0].Message}",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = mistakes });

    private static string NameOf(string field) => field.Length == 0 ? "" : char.ToLowerInvariant(field[0]) + field[1..];
}
