using System.Security.Cryptography;

namespace PbxPortal.Server.Admission;

/// <summary>
/// Decides who is told to come later when more arrives than can be answered in time: first those who are not registered yet, and
/// only when that does not help those who refresh, for their users can be called until it is too late.
/// </summary>
/// <remarks>
/// Thread-safe; it adds up numbers. What counts is how long the oldest waits, so a fast machine takes what a slow one puts off.
/// </remarks>
internal sealed class Overload(AdmissionOptions options, TimeProvider timeProvider)
{
    private const int LeastSeconds = 5;
    private const int LeastSpread = 10;
    private const int MostSpread = 300;

    /// <summary>An overload is over when nobody was put off for so long.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(options.LongestWaitMilliseconds);
    private long _putOff;
    private long _leftBefore;
    private long _begunAt;
    private long _lastAt;

    /// <summary>What waits for the location service.</summary>
    public QueueAge Queue { get; } = new(timeProvider);

    public bool MustPutOff(bool isRefresh)
    {
        var wait = Queue.Now;
        return wait > _longestWait && (!isRefresh || wait > 3 * _longestWait);
    }

    /// <summary>
    /// When to come again: as far ahead as it takes at the present speed to serve all who were put off, each at a moment of his own.
    /// </summary>
    public int RetryAfter()
    {
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (_putOff == 0 || timeProvider.GetElapsedTime(_lastAt, now) > Calm)
            {
                (_putOff, _leftBefore, _begunAt) = (0, Queue.Left, now);
            }

            _putOff++;
            _lastAt = now;
            var seconds = Math.Max(timeProvider.GetElapsedTime(_begunAt, now).TotalSeconds, 1);
            var perSecond = Math.Max((Queue.Left - _leftBefore) / seconds, 1);
            var spread = (int)Math.Clamp(_putOff / perSecond, LeastSpread, MostSpread);
            return LeastSeconds + RandomNumberGenerator.GetInt32(spread + 1);
        }
    }
}
