namespace PbxPortal.Components.Live;

/// <summary>Which rows of a long list are drawn: those that can be seen, and some around them, so that scrolling finds them there.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. Rows are of one height, which <c>app.js</c> knows: it says which row is the first on the screen,
/// in steps of <see cref="Step"/>, and how many fit.
/// </remarks>
public sealed class RowWindow
{
    /// <summary>The reader may scroll so far before the browser says so.</summary>
    public const int Step = 4;

    /// <summary>What is drawn before the browser has said how much it shows: more than most screens do.</summary>
    private const int Guess = 20;

    private const int Around = 8;

    private int _first;
    private int _count = Guess;

    /// <summary>The reader has scrolled, or the window has another size.</summary>
    /// <returns>Whether other rows are drawn now.</returns>
    public bool Show(int first, int count)
    {
        (first, count) = (Math.Max(0, first), Math.Clamp(count, 1, 200));
        if (first == _first && count == _count)
        {
            return false;
        }

        (_first, _count) = (first, count);
        return true;
    }

    /// <summary>The rows that are drawn, out of so many.</summary>
    public Range Of(int total)
    {
        var first = FirstOf(total);
        return Math.Max(0, first - Around)..Math.Min(total, first + _count + Step + Around);
    }

    /// <summary>Whether a row can be on the screen before the browser asks again; the others are drawn when they come near.</summary>
    public bool IsSeen(int row, int total)
    {
        var first = FirstOf(total);
        return row >= first && row < first + _count + Step;
    }

    /// <summary>A list that has become shorter ends at the bottom of the screen.</summary>
    private int FirstOf(int total) => Math.Max(0, Math.Min(_first, total - _count));
}
