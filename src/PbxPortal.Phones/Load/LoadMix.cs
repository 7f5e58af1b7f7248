using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Of a hundred operations in a <c>mix</c>, how many are of which kind.</summary>
/// <remarks>Immutable. A phone that has no binding registers, whatever its turn would be.</remarks>
internal sealed class LoadMix
{
    public const string Default = "refresh=88,rechallenge=2,query=3,move=2,logout=2,lapse=1,wrong=2";

    private const int Whole = 100;

    private static readonly Dictionary<string, OperationKind> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["refresh"] = OperationKind.Refresh,
        ["rechallenge"] = OperationKind.Rechallenge,
        ["query"] = OperationKind.Query,
        ["move"] = OperationKind.Move,
        ["logout"] = OperationKind.LogOut,
        ["lapse"] = OperationKind.Lapse,
        ["wrong"] = OperationKind.WrongPassword,
    };

    private readonly OperationKind[] _byPercent;

    private LoadMix(OperationKind[] byPercent)
    {
        _byPercent = byPercent;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out LoadMix? mix, [NotNullWhen(false)] out string? mistake)
    {
        mix = null;
        mistake = null;
        var byPercent = new List<OperationKind>(Whole);
        foreach (var share in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = share.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0
                || !Names.TryGetValue(share[..equals], out var kind)
                || !int.TryParse(share.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
                || percent > Whole)
            {
                mistake = $"'{share}' is not a share of a mix: one of {string.Join(", ", Names.Keys)}, then a percentage. Example: {Default}";
                return false;
            }

            byPercent.AddRange(Enumerable.Repeat(kind, percent));
        }

        if (byPercent.Count != Whole)
        {
            mistake = string.Create(CultureInfo.InvariantCulture, $"The shares of the mix make {byPercent.Count} percent, not 100. Example: {Default}");
            return false;
        }

        mix = new LoadMix([.. byPercent]);
        return true;
    }

    public OperationKind Pick(SeededGenerator generator) => _byPercent[generator.Next(Whole)];
}
