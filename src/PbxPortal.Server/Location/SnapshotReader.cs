using System.Collections.Immutable;

namespace PbxPortal.Server.Location;

/// <summary>Turns what a store holds into the records of the location table.</summary>
internal static class SnapshotReader
{
    public static IEnumerable<UserLocation> Read(LocationSnapshot snapshot, MonotonicClock clock)
    {
        var bindings = ByDevice(snapshot.Bindings, binding => binding.DeviceId);
        var blocks = ByDevice(snapshot.Blocks, block => block.DeviceId);
        var now = clock.Now;
        var utcNow = clock.UtcNow;
        foreach (var user in snapshot.Devices.GroupBy(device => device.UserId))
        {
            var entries = user.Select(device => new DeviceEntry(device)
            {
                Binding = bindings.GetValueOrDefault(device.Id) is { } binding ? WithDeadline(binding, now, utcNow) : null,
                Block = blocks.GetValueOrDefault(device.Id),
            });
            yield return new UserLocation(user.Key, [.. entries]);
        }
    }

    /// <summary>Of each device the last one. A group for each, as a lookup would make, costs a start with 300,000 phones a tenth of a second.</summary>
    private static Dictionary<long, T> ByDevice<T>(ImmutableArray<T> all, Func<T, long> deviceOf)
    {
        var last = new Dictionary<long, T>(all.Length);
        foreach (var one in all)
        {
            last[deviceOf(one)] = one;
        }

        return last;
    }

    /// <summary>
    /// Across a restart only the wall clock knows how much time is left; it is trusted no further than the granted lifetime, lest
    /// a clock that was set back keep a binding for years.
    /// </summary>
    private static Binding WithDeadline(Binding binding, long now, DateTimeOffset utcNow)
    {
        var lease = binding.Lease;
        var left = Math.Min((lease.ExpiresAt - utcNow).TotalMilliseconds, lease.GrantedSeconds * 1000.0);
        binding.Renew(lease with { Deadline = now + (long)left });
        return binding;
    }
}
