namespace PbxPortal.Server.Diagnosis;

/// <summary>Finds the name that somebody probably meant: two digits swapped, one too many, a prefix that the phone should not dial.</summary>
/// <remarks>A pure function.</remarks>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>Further away it is another name, and a suggestion would mislead.</summary>
    private const int LargestDistance = 2;

    /// <returns>The nearest of the names; <c>null</c>: none is near. Of several that are as near the first.</returns>
    public static string? Find(string written, IEnumerable<string> names)
    {
        var wanted = written.Trim();
        if (wanted.Length is 0 or > LongestName)
        {
            return null;
        }

        string? nearest = null;
        var least = Math.Min(LargestDistance, (wanted.Length / 3) + 1) + 1;
        foreach (var name in names)
        {
            var distance = DistanceOf(wanted, name, least);
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>A name with something before it counts as one mistake, for example <c>+493516</c> or <c>sip3516</c>.</summary>
    private static int DistanceOf(string written, string name, int limit)
    {
        if (string.Equals(written, name, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        if (name.Length >= 3 && (written.EndsWith(name, StringComparison.OrdinalIgnoreCase) || name.EndsWith(written, StringComparison.OrdinalIgnoreCase) && written.Length >= 3))
        {
            return 1;
        }

        return name.Length > LongestName || Math.Abs(written.Length - name.Length) >= limit ? limit : Edits(written, name);
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Edits(string from, string to)
    {
        var width = to.Length + 1;
        Span<int> before = stackalloc int[LongestName + 1];
        Span<int> last = stackalloc int[LongestName + 1];
        Span<int> row = stackalloc int[LongestName + 1];
        for (var column = 0; column < width; column++)
        {
            last[column] = column;
        }

        for (var line = 1; line <= from.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column < width; column++)
            {
                var isSame = char.ToUpperInvariant(from[line - 1]) == char.ToUpperInvariant(to[column - 1]);
                row[column] = Math.Min(Math.Min(row[column - 1], last[column]) + 1, last[column - 1] + (isSame ? 0 : 1));
                if (line > 1 && column > 1 && from[line - 1] == to[column - 2] && from[line - 2] == to[column - 1])
                {
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
                }
            }

            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[to.Length];
    }
}
