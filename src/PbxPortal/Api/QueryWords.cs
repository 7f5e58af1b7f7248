using System.Collections.Immutable;

namespace PbxPortal.Api;

/// <summary>A parameter that is one or more words of an enumeration, separated by commas: <c>?kind=refused,expired</c>.</summary>
internal static class QueryWords
{
    /// <param name="name">Of the parameter.</param>
    /// <param name="words">As they came; none: all that there is.</param>
    /// <param name="example">Of the value.</param>
    /// <param name="values">Those before the first wrong one.</param>
    /// <param name="mistake">Which words there are; empty when all are right.</param>
    public static bool TryRead<TEnum>(string name, string? words, string example, out ImmutableArray<TEnum> values, out string mistake)
        where TEnum : struct, Enum
    {
        (values, mistake) = ([], "");
        foreach (var word in (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!char.IsLetter(word[0]) || !Enum.TryParse<TEnum>(word, ignoreCase: true, out var value))
            {
                mistake = Mistake<TEnum>(name, example);
                return false;
            }

            values = values.Add(value);
        }

        return true;
    }

    public static string Mistake<TEnum>(string name, string example)
        where TEnum : struct, Enum =>
        $"{name} is one or more of {Known<TEnum>()}. Example: ?{name}={example}";

    /// <summary>All words, as JSON writes them, separated by commas.</summary>
    public static string Known<TEnum>()
        where TEnum : struct, Enum =>
        string.Join(", ", Enum.GetNames<TEnum>().Select(word => char.ToLowerInvariant(word[0]) + word[1..]));
}
