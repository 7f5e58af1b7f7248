using PbxPortal.Server.Location;

namespace PbxPortal.Server.Activity;

/// <summary>The devices that changed last, numbered: all that the live view costs the location loop.</summary>
/// <remarks>
/// Written by the location loop alone, read by the feed's pump alone, without a lock: on a server with one core, a reader that
/// the scheduler stops inside a lock would stop the registrar with it. The writer claims the places before it overwrites them;
/// a reader who finds afterwards that what it read had been claimed again drops it all.
/// </remarks>
internal sealed class TouchRing : IDisposable
{
    /// <summary>A power of two. The pump looks at least twenty times a second, so this lasts for a million changes a second.</summary>
    public const int Capacity = 65_536;

    private readonly DeviceTouch[] _touches = new DeviceTouch[Capacity];
    private readonly SemaphoreSlim _news = new(0, 1);
    private long _claimed;
    private long _written;
    private int _isAwaited;

    /// <summary>The number of the last touch.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Two stores per device, and one wake-up if the pump sleeps, whoever looks on.</summary>
    public void Add(IReadOnlyList<DeviceTouch> touched)
    {
        var next = _written;
        Volatile.Write(ref _claimed, next + touched.Count);
        Volatile.WriteBarrier(); // Nobody sees a touch before the claim.
        for (var i = 0; i < touched.Count; i++)
        {
            _touches[(next + i) & (Capacity - 1)] = touched[i];
        }

        Volatile.Write(ref _written, next + touched.Count);
        Interlocked.MemoryBarrier(); // The count is out before the look whether somebody waits; the reader does it the other way round.
        if (_isAwaited != 0 && Interlocked.Exchange(ref _isAwaited, 0) != 0)
        {
            _news.Release();
        }
    }

    /// <summary>Adds what was touched after <paramref name="position"/> to the users by device, and moves the position.</summary>
    /// <returns><c>false</c>: some of it has been overwritten, and what was added means nothing.</returns>
    public bool TryRead(ref long position, Dictionary<long, long> userOfDevice)
    {
        var from = position;
        position = Written;
        if (position - from > Capacity)
        {
            return false;
        }

        for (var at = from; at < position; at++)
        {
            var touch = _touches[at & (Capacity - 1)];
            userOfDevice[touch.DeviceId] = touch.UserId;
        }

        Volatile.ReadBarrier(); // The claim is read after the touches.
        return Volatile.Read(ref _claimed) - Capacity <= from;
    }

    /// <summary>Until something was touched after the position.</summary>
    public async Task WaitBeyondAsync(long position)
    {
        while (Written == position)
        {
            Interlocked.Exchange(ref _isAwaited, 1);
            if (Written != position && Interlocked.Exchange(ref _isAwaited, 0) != 0)
            {
                return; // It came just now, and the writer has not seen that somebody waits.
            }

            await _news.WaitAsync();
        }
    }

    public void Dispose() => _news.Dispose();
}
