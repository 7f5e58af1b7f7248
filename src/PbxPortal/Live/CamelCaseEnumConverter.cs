using System.Text.Json;
using System.Text.Json.Serialization;

namespace PbxPortal.Live;

/// <summary>Writes an enum as a word in camel case, such as <c>keptOut</c>, whatever the serializer's own settings are.</summary>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
