using System.Collections.Immutable;

namespace PbxPortal.Server.Location;

/// <summary>Turns what a store holds into the records of the location table.</summary>
internal static class SnapshotReader
{
    /// <param name="grace">Milliseconds for which bindings whose connections the restart has ended wait for their devices.</param>
    public static IEnumerable<UserLocation> Read(LocationSnapshot snapshot, MonotonicClock clock, long grace)
    {
        var bindings = ByDevice(snapshot.Bindings, binding => binding.DeviceId);
        var blocks = ByDevice(snapshot.Blocks, block => block.DeviceId);
        var now = clock.Now;
        var utcNow = clock.UtcNow;
        foreach (var user in snapshot.Devices.GroupBy(device => device.UserId))
        {
            var entries = user.Select(device => new DeviceEntry(device)
            {
                Binding = bindings.GetValueOrDefault(device.Id) is { } binding ? AsOfNow(binding, utcNow, now, grace) : null,
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

    /// <summary>Its connection, if it had one, ended with the process: it is not tried, for the other end knows nothing of us.</summary>
    private static Binding AsOfNow(Binding binding, DateTimeOffset utcNow, long now, long grace)
    {
        SetDeadline(binding, now, utcNow);
        return binding.NeedsConnection
            ? binding.Disconnected(ConnectionLoss.Of(binding, utcNow, now, grace, "since the server was started"), binding.Lease)
            : binding;
    }

    /// <summary>
    /// Across a restart only the wall clock knows how much time is left; it is trusted no further than the granted lifetime, lest
    /// a clock that was set back keep a binding for years.
    /// </summary>
    private static void SetDeadline(Binding binding, long now, DateTimeOffset utcNow)
    {
        var lease = binding.Lease;
        var left = Math.Min((lease.ExpiresAt - utcNow).TotalMilliseconds, lease.GrantedSeconds * 1000.0);
        binding.Renew(lease with { Deadline = now + (long)left });
    }
}
