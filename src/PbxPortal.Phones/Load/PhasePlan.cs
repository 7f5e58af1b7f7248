using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>One element of <c>--phases</c>: what, and how often or how long.</summary>
/// <remarks>Immutable. <c>reg</c>, <c>refresh:5x</c> (five rounds over all phones), <c>refresh:10s</c>, <c>storm:10s</c>.</remarks>
/// <param name="Kind">What the phones do.</param>
/// <param name="Rounds">Over all phones, unless <paramref name="Length"/> says how long.</param>
/// <param name="Length">Of a storm the time within which all phones send their first request.</param>
/// <param name="Text">As it was given.</param>
internal sealed record PhasePlan(PhaseKind Kind, int Rounds, TimeSpan? Length, string Text)
{
    public const string Example = "Example: --phases reg,refresh:5x,rechal,query,unreg or --phases storm:10s or --phases reg,mix:60s";

    private const int MostRounds = 100_000;
    private const int MostSeconds = 7 * 24 * 3600;

    private static readonly TimeSpan StormLength = TimeSpan.FromSeconds(10);

    /// <param name="list">Separated by commas.</param>
    /// <param name="mixLength">How long a <c>mix</c> lasts that does not say it.</param>
    /// <param name="plans">In the order given.</param>
    /// <param name="mistake">What is wrong, with an example.</param>
    public static bool TryParseList(
        string list, TimeSpan mixLength, out IReadOnlyList<PhasePlan> plans, [NotNullWhen(false)] out string? mistake)
    {
        var read = new List<PhasePlan>();
        mistake = null;
        foreach (var text in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryParse(text, mixLength) is { } plan)
            {
                read.Add(plan);
            }
            else
            {
                mistake ??= $"'{text}' is not a phase. {Example}";
            }
        }

        plans = read;
        return mistake is null;
    }

    private static PhasePlan? TryParse(string text, TimeSpan mixLength)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || !Enum.TryParse<PhaseKind>(name, ignoreCase: true, out var kind))
        {
            return null;
        }

        if (colon < 0)
        {
            return new PhasePlan(kind, 1, DefaultLength(kind, mixLength), text);
        }

        if (!int.TryParse(text.AsSpan(colon + 1).TrimEnd("xs"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 1)
        {
            return null;
        }

        return text[^1] switch
        {
            's' when number <= MostSeconds && kind is not (PhaseKind.Check or PhaseKind.Expiry) => new PhasePlan(kind, 1, TimeSpan.FromSeconds(number), text),
            'x' when number <= MostRounds && kind is not PhaseKind.Expiry && DefaultLength(kind, mixLength) is null => new PhasePlan(kind, number, Length: null, text),
            _ => null,
        };
    }

    private static TimeSpan? DefaultLength(PhaseKind kind, TimeSpan mixLength) => kind switch
    {
        PhaseKind.Storm => StormLength,
        PhaseKind.Mix => mixLength,
        _ => null,
    };
}
