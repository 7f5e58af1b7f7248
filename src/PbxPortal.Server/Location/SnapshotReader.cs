using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PbxPortal.Server.Location;

/// <summary>Turns what a store holds into the records of the location table.</summary>
/// <remarks>
/// Loops over arrays that are optimised before they run: a start goes through them once, with 300,000 phones, before it answers the
/// first one.
/// </remarks>
internal static class SnapshotReader
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static UserLocation[] Read(LocationSnapshot snapshot, MonotonicClock clock)
    {
        var entries = Entries(snapshot, clock);
        var places = new Dictionary<long, int>(entries.Length);
        var placeOf = new int[entries.Length];
        var counts = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, entries[i].Device.UserId, out var isKnown);
            place = isKnown ? place : places.Count - 1;
            placeOf[i] = place;
            counts[place]++;
        }

        var devices = new DeviceEntry[places.Count][];
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            var place = placeOf[i];
            (devices[place] ??= new DeviceEntry[counts[place]])[--counts[place]] = entries[i];
        }

        var locations = new UserLocation[devices.Length];
        for (var i = 0; i < locations.Length; i++)
        {
            locations[i] = new UserLocation(devices[i][0].Device.UserId, ImmutableCollectionsMarshal.AsImmutableArray(devices[i]));
        }

        return locations;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static DeviceEntry[] Entries(LocationSnapshot snapshot, MonotonicClock clock)
    {
        var bindings = new Dictionary<long, Binding>(snapshot.Bindings.Length);
        var now = clock.Now;
        var utcNow = clock.UtcNow;
        foreach (var binding in snapshot.Bindings)
        {
            SetDeadline(binding, now, utcNow);
            bindings[binding.DeviceId] = binding;
        }

        var blocks = new Dictionary<long, Block>();
        foreach (var block in snapshot.Blocks)
        {
            blocks[block.DeviceId] = block;
        }

        var entries = new DeviceEntry[snapshot.Devices.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var device = snapshot.Devices[i];
            entries[i] = new DeviceEntry(device)
            {
                Binding = bindings.GetValueOrDefault(device.Id),
                Block = blocks.GetValueOrDefault(device.Id),
            };
        }

        return entries;
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
