using System.Text.Json;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>What baresip tells of its registration and its calls, as it happens.</summary>
/// <param name="Type">For example <c>CALL_INCOMING</c>.</param>
/// <param name="CallId">The Call-ID; empty: it is about no call.</param>
/// <param name="Parameter">For example <c>486 Busy Here</c>, why a call was closed.</param>
/// <remarks>Immutable.</remarks>
internal sealed record BaresipEvent(string Type, string CallId, string Parameter)
{
    /// <summary><c>null</c>: it is the answer to a command.</summary>
    public static BaresipEvent? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("event", out _)
            ? new BaresipEvent(TextOf(document.RootElement, "type"), TextOf(document.RootElement, "id"), TextOf(document.RootElement, "param"))
            : null;
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
