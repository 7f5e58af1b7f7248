using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Location;

/// <summary>The ground on which a group of changes is made: what readers see, overlaid with what the group has changed so far.</summary>
/// <remarks>Confined to the turn of the location service.</remarks>
internal sealed class LocationTransaction(LocationTable table, UserDirectory directory, MonotonicClock clock)
{
    private readonly Dictionary<long, UserLocation> _overlay = [];
    private readonly List<(long UserId, UserLocation? Before)> _undo = [];
    private readonly List<DeviceTouch> _touched = [];
    private readonly List<PendingLease> _renewals = [];

    /// <summary>What the commit writes.</summary>
    public StoreBatch Batch { get; } = new();

    /// <summary>The devices that changed, in order, perhaps more than once.</summary>
    public List<DeviceTouch> Touched => _touched;

    public UserDirectory Directory => directory;

    /// <summary>Milliseconds on the monotonic clock.</summary>
    public long Now { get; private set; } = clock.Now;

    public DateTimeOffset UtcNow { get; private set; } = clock.UtcNow;

    /// <summary>The records that the group replaces.</summary>
    public Dictionary<long, UserLocation>.ValueCollection Changed => _overlay.Values;

    /// <summary>The leases that the group grants to bindings that otherwise stay as they are, in order.</summary>
    public ReadOnlySpan<PendingLease> Renewals => CollectionsMarshal.AsSpan(_renewals);

    /// <summary>Greater than every id that was ever given; set once, when the store has been read.</summary>
    public long NextId { get; set; } = 1;

    /// <summary>An id that no device, binding or block ever had.</summary>
    public long TakeId() => NextId++;

    public UserLocation LocationOf(long userId) => Known(userId) ?? new UserLocation(userId, []);

    /// <summary>
    /// The record of a user as this group has it; <c>false</c>: something about that device has changed since
    /// <paramref name="read"/> was read, other than its lease.
    /// </summary>
    public bool TryGetCurrent(UserLocation read, DeviceEntry entry, [NotNullWhen(true)] out UserLocation? location)
    {
        location = Known(read.UserId);
        return location is not null
            && (ReferenceEquals(location, read) || ReferenceEquals(location.Find(entry.Device.Id), entry));
    }

    /// <summary>The lease of a binding as this group has it.</summary>
    public Lease LeaseOf(Binding binding) =>
        binding.PendingLease == 0 ? binding.Lease : _renewals[binding.PendingLease - 1].Lease;

    /// <summary>The binding, unless its time is over as this group sees it.</summary>
    public Binding? LiveBinding(DeviceEntry? entry) =>
        entry?.Binding is { } binding && LeaseOf(binding).Deadline > Now ? binding : null;

    /// <summary>How many devices of a user are registered as this group sees it; the flows of one (RFC 5626) count as one.</summary>
    public int CountRegistered(UserLocation location)
    {
        var count = 0;
        foreach (var entry in location.Devices)
        {
            count += LiveBinding(entry) is not null && !HasEarlierFlow(location, entry) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The rows of the same device's other flows (RFC 5626), registered or not; of an ATA each is a phone of its own.</summary>
    public IEnumerable<DeviceEntry> OtherFlowsOf(DeviceEntry entry) =>
        IsFlow(entry) ? LocationOf(entry.Device.UserId).Devices.Where(other => AreOtherFlows(other, entry)) : [];

    /// <summary>Grants a new lease to a binding that otherwise stays as it is.</summary>
    public void Renew(DeviceEntry entry, Binding binding, in Lease lease)
    {
        _renewals.Add(new PendingLease(entry, binding, lease, binding.PendingLease));
        binding.PendingLease = _renewals.Count;
        Batch.Refresh(binding.Id, directory.FindUser(binding.UserId)?.Domain, lease);
        _touched.Add(new DeviceTouch(binding.UserId, binding.DeviceId));
    }

    /// <summary>The entry of a device as this group has it.</summary>
    public DeviceEntry? Find(long deviceId) =>
        table.Find(deviceId) is { } committed ? LocationOf(committed.Device.UserId).Find(deviceId) : null;

    /// <summary>Replaces the entry of one device, and tells the viewers after the commit.</summary>
    public void Put(DeviceEntry entry)
    {
        var location = LocationOf(entry.Device.UserId);
        Overlay(location.With(entry));
        _touched.Add(new DeviceTouch(entry.Device.UserId, entry.Device.Id));
    }

    /// <summary>Leaves the binding without its connection, and tells the viewers after the commit; there is nothing to store.</summary>
    public void Disconnect(DeviceEntry entry, Binding binding, ConnectionLoss loss) =>
        Put(entry with { Binding = binding.Disconnected(loss, LeaseOf(binding)) });

    public void Remove(DeviceEntry entry)
    {
        var location = LocationOf(entry.Device.UserId);
        Overlay(location.Without(entry.Device.Id));
        _touched.Add(new DeviceTouch(entry.Device.UserId, entry.Device.Id));
    }

    /// <summary>Ends the binding of <paramref name="entry"/>: the store, the activity and the viewers all learn it here and nowhere else.</summary>
    public DeviceEntry End(DeviceEntry entry, BindingEnd end, string reason = "", string actor = "")
    {
        if (entry.Binding is not { } binding)
        {
            return entry;
        }

        var user = directory.FindUser(entry.Device.UserId);
        var ended = Ended(entry, binding, end, user, reason, actor);
        Put(ended);
        return ended;
    }

    /// <summary>
    /// Ends all bindings of a user whose time is over, as <see cref="End"/> does one by one, but with one new record for all of them.
    /// </summary>
    /// <returns>How many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through hundreds of thousands before the runtime would optimise it.
    public int EndExpired(long userId)
    {
        if (Known(userId) is not { } location)
        {
            return 0;
        }

        var count = 0;
        DeviceEntry[] entries = [];
        var user = directory.FindUser(userId);
        for (var i = 0; i < location.Devices.Length; i++)
        {
            if (location.Devices[i] is { Binding: { } binding } entry && LeaseOf(binding).Deadline <= Now)
            {
                if (count++ == 0)
                {
                    entries = [.. location.Devices];
                }

                entries[i] = Ended(entry, binding, BindingEnd.Expired, user);
                _touched.Add(new DeviceTouch(userId, entry.Device.Id));
            }
        }

        if (count > 0)
        {
            Overlay(location with { Devices = ImmutableCollectionsMarshal.AsImmutableArray(entries) });
        }

        return count;
    }

    /// <summary>Tells the activity what has happened to a device.</summary>
    /// <param name="binding">See <see cref="DeviceEvent"/>.</param>
    public void Record(ActivityKind kind, Device device, Binding? binding, string reason = "", string actor = "") =>
        Record(directory.FindUser(device.UserId), kind, device, binding, reason, actor);

    /// <summary>For a user whom the directory may know no more.</summary>
    public void Record(User? user, ActivityKind kind, Device device, Binding? binding, string reason = "", string actor = "") =>
        Batch.Add(new DeviceEvent(UtcNow, kind, user, device, binding, reason, actor));

    /// <summary>Where the transaction stands, for <see cref="RollBack"/>.</summary>
    public Savepoint Save()
    {
        _undo.Clear();
        return new Savepoint(Batch.Count, _touched.Count, _renewals.Count);
    }

    /// <summary>Undoes everything since the savepoint.</summary>
    public void RollBack(Savepoint savepoint)
    {
        Batch.Truncate(savepoint.Writes);
        TakeBackRenewals(savepoint.Renewals);
        _touched.RemoveRange(savepoint.Touched, _touched.Count - savepoint.Touched);
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            if (_undo[i].Before is { } before)
            {
                _overlay[_undo[i].UserId] = before;
            }
            else
            {
                _overlay.Remove(_undo[i].UserId);
            }
        }

        _undo.Clear();
    }

    /// <summary>Makes the transaction ready for the next group.</summary>
    public void Clear()
    {
        _overlay.Clear();
        _undo.Clear();
        _touched.Clear();
        TakeBackRenewals(0);
        Batch.Clear();
        Now = clock.Now;
        UtcNow = clock.UtcNow;
    }

    private static bool IsFlow(DeviceEntry entry) =>
        entry.Device.Class != DeviceClass.Ata && DeviceIdentity.IsFlow(entry.Device.IdentityText.Bytes);

    private static bool AreOtherFlows(DeviceEntry other, DeviceEntry entry) =>
        other.Device.Id != entry.Device.Id
        && DeviceIdentity.AreFlowsOfOne(other.Device.IdentityText.Bytes, entry.Device.IdentityText.Bytes);

    /// <summary>Whether a flow of the same device was counted before. A loop, for every registration asks.</summary>
    private bool HasEarlierFlow(UserLocation location, DeviceEntry entry)
    {
        if (!IsFlow(entry))
        {
            return false;
        }

        foreach (var other in location.Devices)
        {
            if (other.Device.Id < entry.Device.Id && AreOtherFlows(other, entry) && LiveBinding(other) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ActivityKind KindOf(BindingEnd end) => end switch
    {
        BindingEnd.LoggedOut => ActivityKind.LoggedOut,
        BindingEnd.Expired => ActivityKind.Expired,
        BindingEnd.ForcedOut or BindingEnd.CredentialRevoked or BindingEnd.NoLongerAllowed => ActivityKind.ForcedOut,
        BindingEnd.Replaced => ActivityKind.Replaced,
        BindingEnd.ConnectionLost => ActivityKind.ConnectionLost,
        _ => ActivityKind.UserGone,
    };

    /// <summary>The entry without its binding; what is to be written of the end is in the batch then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // See EndExpired.
    private DeviceEntry Ended(
        DeviceEntry entry, Binding binding, BindingEnd end, User? user, string reason = "", string actor = "")
    {
        var device = entry.Device with
        {
            LastSeen = UtcNow,
            LastEnd = end,
            LastPlace = DevicePlace.Of(binding.Peer, binding.ContactUriBytes),
        };
        Batch.RemoveBinding(binding.Id);
        Batch.Put(device);
        Record(user, KindOf(end), device, binding: null, reason, actor);
        return entry with
        {
            Device = device,
            Binding = null,
            Ended = new EndedBinding(binding.CallIdBytes, LeaseOf(binding).CSeq, Now + (long)Nonces.Lifetime.TotalMilliseconds),
        };
    }

    private UserLocation? Known(long userId) =>
        _overlay.Count > 0 && _overlay.TryGetValue(userId, out var changed) ? changed : table.OfUser(userId);

    /// <summary>After a commit too: what is granted is in the bindings by then, and nothing is pending.</summary>
    private void TakeBackRenewals(int count)
    {
        for (var i = _renewals.Count - 1; i >= count; i--)
        {
            _renewals[i].Binding.PendingLease = _renewals[i].Previous;
        }

        _renewals.RemoveRange(count, _renewals.Count - count);
    }

    private void Overlay(UserLocation location)
    {
        _undo.Add((location.UserId, _overlay.GetValueOrDefault(location.UserId)));
        _overlay[location.UserId] = location;
    }

    /// <summary>The state at one moment within the group.</summary>
    internal readonly record struct Savepoint(int Writes, int Touched, int Renewals);
}
