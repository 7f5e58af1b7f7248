namespace PbxPortal.Server.Location;

/// <summary>When something about a device changes by itself.</summary>
internal static class DeviceMoments
{
    /// <summary>Without a habit to go by: phones refresh between half of the lifetime and shortly before its end.</summary>
    private const double LatestUsualRefresh = 0.9;

    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(10);

    /// <summary>Seconds after a refresh when the next one is to be expected: as long as the last took, else by rule of thumb.</summary>
    public static int ExpectedInterval(in Lease lease) =>
        lease.RefreshInterval > 0 ? lease.RefreshInterval : (int)(lease.GrantedSeconds * LatestUsualRefresh);

    /// <summary>When the expected refresh is late, in milliseconds on the monotonic clock; it may lie behind the deadline.</summary>
    public static long LateAt(in Lease lease)
    {
        var refreshedAt = lease.Deadline - (lease.GrantedSeconds * 1000L);
        var grace = Math.Max((long)LeastGrace.TotalMilliseconds, lease.GrantedSeconds * 50L);
        return refreshedAt + (ExpectedInterval(lease) * 1000L) + grace;
    }

    /// <summary>The next moment after <paramref name="now"/>, or now when one has passed already; <c>null</c>: nothing will happen.</summary>
    public static long? Next(DeviceEntry entry, long now, DateTimeOffset utcNow)
    {
        var next = long.MaxValue;
        if (entry.Binding is { } binding)
        {
            var lease = binding.Lease;
            var lateAt = LateAt(lease);
            next = binding.Loss is { } loss ? Math.Min(loss.EndsAt, lease.Deadline)
                : lateAt > now ? Math.Min(lateAt, lease.Deadline)
                : lease.Deadline;
        }

        if (entry.Block is { Until: { } until })
        {
            next = Math.Min(next, now + (long)Math.Ceiling((until - utcNow).TotalMilliseconds));
        }

        if (entry.Failure is { } failure)
        {
            next = Math.Min(next, failure.LastDeadline);
        }

        return next == long.MaxValue ? null : Math.Max(next, now);
    }
}
