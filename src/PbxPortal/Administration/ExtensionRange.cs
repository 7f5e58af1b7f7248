using System.Globalization;

namespace PbxPortal.Administration;

/// <summary>Extensions that follow each other, such as <c>100-149</c>.</summary>
/// <param name="Prefix">What stands before the digits that count; may be empty.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number, not below the first.</param>
/// <param name="Width">Digits of each, with zeros in front: <c>0100-0149</c> stays four digits wide.</param>
/// <remarks>Immutable.</remarks>
public sealed record ExtensionRange(string Prefix, int First, int Last, int Width)
{
    /// <summary>More at once is a mistyped number rather than a plan.</summary>
    public const int Most = 10_000;

    private const int MostDigits = 9;

    public int Count => Last - First + 1;

    public IEnumerable<string> Extensions => Enumerable.Range(First, Count)
        .Select(number => Prefix + number.ToString(CultureInfo.InvariantCulture).PadLeft(Width, '0'));

    /// <summary>Reads <c>100-149</c>, <c>0100-0149</c> or <c>a100-a149</c>.</summary>
    /// <param name="mistake">What is wrong, with an example.</param>
    public static bool TryParse(string text, out ExtensionRange range, out string mistake)
    {
        range = null!;
        var parts = text.Split(['-', '–'], StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !TrySplit(parts[0], out var prefix, out var first) || !TrySplit(parts[1], out var prefix2, out var last))
        {
            mistake = "A range is the first and the last extension with a hyphen between them. Example: 100-149";
            return false;
        }

        if (prefix2.Length > 0 && !string.Equals(prefix, prefix2, StringComparison.Ordinal))
        {
            mistake = $"'{parts[0]}' and '{parts[1]}' begin differently. Example: a100-a149";
            return false;
        }

        var (from, to) = (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture));
        if (to < from)
        {
            mistake = $"The range ends before it begins. Did you mean {parts[1]}-{parts[0]}?";
            return false;
        }

        range = new ExtensionRange(prefix, from, to, first.Length);
        mistake = range.Count <= Most ? "" : $"That is {range.Count} users; {Most} at once is the most. Example: 1000-1999";
        return mistake.Length == 0;
    }

    private static bool TrySplit(string text, out string prefix, out string digits)
    {
        var start = text.AsSpan().TrimEnd("0123456789").Length;
        (prefix, digits) = (text[..start], text[start..]);
        return digits.Length is > 0 and <= MostDigits;
    }
}
