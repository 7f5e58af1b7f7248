using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace PbxPortal.Components.Reference;

/// <summary>One operation of the API as the reference shows it.</summary>
/// <param name="Body">An example of what it takes; empty: it takes no body.</param>
/// <remarks>Immutable.</remarks>
public sealed record ApiOperation(
    string Id,
    string Tag,
    string Method,
    string Path,
    string Summary,
    string Description,
    ImmutableArray<ApiParameter> Parameters,
    string Body,
    string BodyType,
    ImmutableArray<ApiMember> BodyMembers,
    ImmutableArray<ApiAnswer> Answers)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All operations of a document, by tag, in the order in which they are written there.</summary>
    public static IReadOnlyList<ApiOperation> In(OpenApiDocument document) =>
    [
        .. from path in document.Paths
           from operation in path.Value.Operations ?? []
           select Of(path.Key, operation.Key, operation.Value),
    ];

    /// <summary>A call for the command line, which one may copy.</summary>
    public string Curl(string address)
    {
        var lines = new List<string> { $"curl -X {Method} '{address.TrimEnd('/')}{Path}'", "  -H 'Authorization: Bearer KEY'" };
        if (Body.Length > 0)
        {
            lines.Add($"  -H 'Content-Type: {BodyType}'");
            lines.Add($"  -d '{Body.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        return string.Join(" \\\n", lines);
    }

    private static ApiOperation Of(string path, HttpMethod method, OpenApiOperation operation)
    {
        var (type, media) = operation.RequestBody?.Content?.FirstOrDefault() ?? default;
        return new ApiOperation(
            operation.OperationId ?? $"{method}{path}",
            operation.Tags?.FirstOrDefault()?.Name ?? "",
            method.Method,
            path,
            operation.Summary ?? "",
            operation.Description ?? "",
            [.. (operation.Parameters ?? []).Select(ApiParameter.Of)],
            TextOf(media?.Example),
            type ?? "",
            ApiMember.Of(media?.Schema),
            [.. (operation.Responses ?? []).Select(ApiAnswer.Of)]);
    }

    private static string TextOf(JsonNode? example) => example switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => example.ToJsonString(Indented),
    };
}
