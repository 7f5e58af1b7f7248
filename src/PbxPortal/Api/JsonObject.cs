using System.Collections.Immutable;
using System.Text.Json;

namespace PbxPortal.Api;

/// <summary>The JSON object that a program sent, with what is wrong about it collected.</summary>
/// <remarks>
/// Confined to one request. As in a merge patch (RFC 7396) a member that is missing says nothing, and <c>null</c> takes a value
/// away.
/// </remarks>
internal sealed class JsonObject
{
    private readonly Dictionary<string, JsonElement> _members;
    private readonly List<string> _mistakes = [];

    private JsonObject(Dictionary<string, JsonElement> members, string? mistake = null)
    {
        _members = members;
        if (mistake is not null)
        {
            _mistakes.Add(mistake);
        }
    }

    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <param name="known">What the object may have, each with an example of its value.</param>
    public static async Task<JsonObject> ReadAsync(
        HttpRequest request, IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken)
    {
        var example = $"Example: {{ {string.Join(", ", known.Select(member => $"\"{member.Key}\": {member.Value}"))} }}";
        var none = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new JsonObject(none, $"The body is not a JSON object. {example}");
            }

            // A member that stands there twice counts as the last says.
            var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                members[member.Name] = member.Value.Clone();
            }

            var unknown = members.Keys.FirstOrDefault(name => !known.ContainsKey(name));
            return new JsonObject(members, unknown is null ? null : $"'{unknown}' is not known here. {example}");
        }
        catch (JsonException)
        {
            return new JsonObject(none, $"The body is not JSON. {example}");
        }
    }

    public string? Text(string name, string? otherwise) => Read(
        name, otherwise, value => value.ValueKind == JsonValueKind.String, value => value.GetString(), "a text");

    public int? Number(string name, int? otherwise) => Read<int?>(
        name, otherwise, value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _), value => value.GetInt32(), "a whole number");

    public bool Flag(string name, bool otherwise) => Read(
        name, otherwise, value => value.ValueKind is JsonValueKind.True or JsonValueKind.False, value => value.GetBoolean(), "true or false", none: otherwise);

    public ImmutableArray<string> Texts(string name, ImmutableArray<string> otherwise) => Read(
        name,
        otherwise,
        value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String),
        value => [.. value.EnumerateArray().Select(one => one.GetString()!)],
        "a list of texts",
        none: []);

    public void Add(string mistake) => _mistakes.Add(mistake);

    private T Read<T>(string name, T otherwise, Predicate<JsonElement> isRight, Func<JsonElement, T> read, string what, T none = default!)
    {
        if (!_members.TryGetValue(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return none;
        }

        if (isRight(value))
        {
            return read(value);
        }

        _mistakes.Add($"'{name}' must be {what}.");
        return otherwise;
    }
}
