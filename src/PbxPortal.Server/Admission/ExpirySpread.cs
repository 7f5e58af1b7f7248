namespace PbxPortal.Server.Admission;

/// <summary>
/// Cuts the lifetimes of those who register together, each by another part, so that their refreshes do not come together as well.
/// A registrar may shorten what was asked for, never lengthen it (RFC 3261, 10.3 step 7).
/// </summary>
/// <remarks>
/// Thread-safe; it counts new registrations by the second. A single phone gets what it asked for, and so does everybody in a second in
/// which few come. How much is cut depends on the Call-ID alone, so that a repeat is granted the same.
/// </remarks>
public sealed class ExpirySpread(AdmissionOptions options, TimeProvider timeProvider)
{
    /// <summary>Cuts nothing.</summary>
    public static readonly ExpirySpread None = new(new AdmissionOptions { ExpirySpreadPercent = 0 }, TimeProvider.System);

    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    private readonly Lock _gate = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private long _second;
    private int _count;
    private int _countBefore;

    /// <param name="seconds">What would be granted.</param>
    /// <param name="least">What the registrar does not go below.</param>
    /// <param name="callId">Of the REGISTER.</param>
    /// <returns>Never more than <paramref name="seconds"/>.</returns>
    public int Cut(int seconds, int least, ReadOnlySpan<byte> callId)
    {
        if (options.ExpirySpreadPercent == 0 || seconds <= least || !AreMany())
        {
            return seconds;
        }

        var most = (int)((long)seconds * options.ExpirySpreadPercent / 100);
        return Math.Max(seconds - (int)(HashOf(callId) % (uint)(most + 1)), least);
    }

    /// <summary>Counts one more; the second before counts too, lest each second begin with full lifetimes.</summary>
    private bool AreMany()
    {
        var second = (long)timeProvider.GetElapsedTime(_origin).TotalSeconds;
        lock (_gate)
        {
            if (second != _second)
            {
                _countBefore = second == _second + 1 ? _count : 0;
                (_second, _count) = (second, 0);
            }

            _count++;
            return Math.Max(_count, _countBefore) > options.ExpirySpreadAbove;
        }
    }

    /// <summary>FNV-1a: it has only to scatter.</summary>
    private static uint HashOf(ReadOnlySpan<byte> text)
    {
        var hash = Offset;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash ^ (hash >> 15);
    }
}
