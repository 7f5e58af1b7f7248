namespace PbxPortal.Server.Admission;

/// <summary>Counts what was not served, in all and within the last hour.</summary>
/// <remarks>Guarded by one lock, which only a message that is not served takes.</remarks>
internal sealed class SilenceCounts(TimeProvider timeProvider)
{
    private const int Minutes = 60;
    private static readonly int Kinds = Enum.GetValues<SilenceKind>().Length;

    private readonly Lock _gate = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly long[] _total = new long[Kinds];
    private readonly long[,] _byMinute = new long[Minutes, Kinds];
    private long _minute;

    public void Count(SilenceKind kind, long number = 1)
    {
        lock (_gate)
        {
            TurnPages();
            _total[(int)kind] += number;
            _byMinute[_minute % Minutes, (int)kind] += number;
        }
    }

    public SilenceCount Of(SilenceKind kind)
    {
        lock (_gate)
        {
            TurnPages();
            var lastHour = 0L;
            for (var minute = 0; minute < Minutes; minute++)
            {
                lastHour += _byMinute[minute, (int)kind];
            }

            return new SilenceCount(kind, lastHour, _total[(int)kind]);
        }
    }

    /// <summary>Empties the minutes that have begun since the last look.</summary>
    private void TurnPages()
    {
        var now = (long)timeProvider.GetElapsedTime(_origin).TotalMinutes;
        _minute = Math.Max(_minute, now - Minutes);
        while (_minute < now)
        {
            _minute++;
            for (var kind = 0; kind < Kinds; kind++)
            {
                _byMinute[_minute % Minutes, kind] = 0;
            }
        }
    }
}
