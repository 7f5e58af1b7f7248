using System.Collections.Immutable;
using PbxPortal.Administration;

namespace PbxPortal.Components.Dialogs;

/// <summary>What a service found wrong, sorted to the fields of a form.</summary>
/// <remarks>Immutable.</remarks>
public sealed class FieldMistakes
{
    public static readonly FieldMistakes None = new([]);

    private readonly ILookup<string, string> _byField;
    private readonly string[] _fields;

    private FieldMistakes(IEnumerable<Mistake> mistakes, params string[] fields)
    {
        _byField = mistakes.ToLookup(mistake => mistake.Field, mistake => mistake.Message, StringComparer.Ordinal);
        _fields = fields;
    }

    /// <param name="fields">The fields that the form shows; every other mistake belongs to the whole.</param>
    public static FieldMistakes Of(ImmutableArray<Mistake> mistakes, params string[] fields) =>
        new(mistakes.IsDefault ? [] : mistakes, fields);

    /// <summary>A mistake that no field can mend.</summary>
    public static FieldMistakes OfWhole(string message) => new([new Mistake("", message)]);

    public bool IsEmpty => _byField.Count == 0;

    public string? At(string field) => _byField.Contains(field) ? string.Join(' ', _byField[field]) : null;

    public string? OfTheWhole =>
        _byField.Where(group => !_fields.Contains(group.Key, StringComparer.Ordinal)).SelectMany(group => group).ToList() is { Count: > 0 } messages
            ? string.Join(' ', messages)
            : null;
}
