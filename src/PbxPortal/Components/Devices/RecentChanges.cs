namespace PbxPortal.Components.Devices;

/// <summary>Counts what happened within the last minute, in one number per second, however much it is.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
internal sealed class RecentChanges
{
    private const int Minute = 60;

    private readonly int[] _counts = new int[Minute];
    private readonly long[] _seconds = new long[Minute];

    public void Add(DateTimeOffset at, DateTimeOffset now)
    {
        var second = at.ToUnixTimeSeconds();
        if (second <= now.ToUnixTimeSeconds() - Minute)
        {
            return;
        }

        var slot = second % Minute;
        if (_seconds[slot] != second)
        {
            _seconds[slot] = second;
            _counts[slot] = 0;
        }

        _counts[slot]++;
    }

    public int Count(DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeSeconds() - Minute;
        var count = 0;
        for (var slot = 0; slot < Minute; slot++)
        {
            count += _seconds[slot] > oldest ? _counts[slot] : 0;
        }

        return count;
    }
}
