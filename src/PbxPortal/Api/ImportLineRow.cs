using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;

namespace PbxPortal.Api;

/// <summary>One line of a file of users and what becomes of it.</summary>
/// <param name="Details">What changes; or why the line is wrong, and the cure.</param>
public sealed record ImportLineRow(
    int Line,
    string Domain,
    string Extension,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<ImportFate>))] ImportFate Fate,
    IReadOnlyList<string> Details)
{
    public static ImportLineRow Of(ImportLine line) => new(line.Line, line.Domain, line.Extension, line.Fate, line.Details);
}
