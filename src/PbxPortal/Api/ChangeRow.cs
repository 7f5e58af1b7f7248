using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;

namespace PbxPortal.Api;

/// <summary>One thing that changed within the last 24 hours.</summary>
public sealed record ChangeRow(
    DateTimeOffset At,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<ChangeKind>))] ChangeKind Kind,
    string Text,
    string By,
    int Count)
{
    public static ChangeRow Of(ChangeLine line) => new(line.At, line.Kind, line.Text, line.By, line.Count);
}
