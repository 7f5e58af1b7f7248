using System.Collections.Immutable;
using Microsoft.OpenApi;

namespace PbxPortal.Components.Reference;

/// <summary>One member of a JSON object.</summary>
/// <param name="Type">For example <c>string</c>, or the words that it may be.</param>
/// <remarks>Immutable.</remarks>
public sealed record ApiMember(string Name, string Type, string Description)
{
    internal static ImmutableArray<ApiMember> Of(IOpenApiSchema? schema) => schema?.Properties is not { } properties
        ? []
        : [.. properties.Select(member => new ApiMember(member.Key, TypeOf(member.Value), member.Value.Description ?? ""))];

    private static string TypeOf(IOpenApiSchema schema)
    {
        if (schema.Enum is { Count: > 0 } words)
        {
            return string.Join(", ", words.Select(word => word?.ToString() ?? "null"));
        }

        if (schema.OneOf is { Count: > 0 } choices)
        {
            return string.Join(" or ", choices.Select(TypeOf));
        }

        if (schema.Items is { } item)
        {
            return $"list of {TypeOf(item)}";
        }

        var type = WordsOf(schema.Type ?? JsonSchemaType.Object);
        return schema.Format is "date-time" ? type.Replace("string", "time", StringComparison.Ordinal) : type;
    }

    /// <summary>A number may be written as a text, too; nobody needs to know.</summary>
    private static string WordsOf(JsonSchemaType types)
    {
        var isNumber = types.HasFlag(JsonSchemaType.Integer) || types.HasFlag(JsonSchemaType.Number);
        var plain = types & ~JsonSchemaType.Null;
        plain = isNumber ? plain & ~JsonSchemaType.String : plain;
        var words = plain.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal);
        return types.HasFlag(JsonSchemaType.Null) ? $"{words} or null" : words;
    }
}
