using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace PbxPortal.Hosting;

/// <summary>Binds a section, and reports a word where a number is wanted like any other mistake instead of throwing at the first one.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class TypedSettings<TOptions>(IConfigurationSection section) : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    public void Configure(TOptions options)
    {
        var unreadable = Unreadable().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null && !unreadable.Contains(setting.Key)))
            .Build()
            .Bind(options);
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var defaults = new TOptions();
        var mistakes = Unreadable().Select(property => string.Create(
            CultureInfo.InvariantCulture,
            $"{section.Path}:{property.Name} '{section[property.Name]}' is not {WordFor(property.PropertyType)}. Example: {property.GetValue(defaults)}")).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<PropertyInfo> Unreadable() =>
        from property in typeof(TOptions).GetProperties()
        where property.CanWrite && property.PropertyType.IsValueType
        let text = section[property.Name]
        where text is not null && !IsReadable(property.PropertyType, text)
        select property;

    private static bool IsReadable(Type type, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is { } value
                && (!type.IsEnum || Enum.IsDefined(type, value));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            return false; // Converters have no way to try.
        }
    }

    private static string WordFor(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(bool) ? "true or false"
        : "a whole number";
}
