using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Subscriptions;

/// <summary>What has become of the contacts of an address-of-record since a subscriber was told last (RFC 3680, 4.7).</summary>
/// <param name="Contacts">Those to tell: all that are bound and all that have ended since, or what changed alone.</param>
/// <param name="Known">What the subscriber knows when he has been told.</param>
/// <param name="HasChanges">Whether there is anything that he does not know.</param>
/// <param name="State"><c>init</c>, <c>active</c> or <c>terminated</c>.</param>
/// <remarks>Immutable.</remarks>
internal sealed record RegistrationReport(
    ImmutableArray<ContactReport> Contacts, ImmutableDictionary<string, ReportedContact> Known, bool HasChanges, string State)
{
    private static readonly SipHash UriHash = SipHash.WithRandomKey();

    /// <param name="location">As it stands; <c>null</c>: the user has no devices.</param>
    /// <param name="user"><c>null</c>: there is no such user any more.</param>
    /// <param name="known">What the subscriber knows.</param>
    /// <param name="isFull">Whether to tell what has not changed, too.</param>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public static RegistrationReport Of(
        UserLocation? location,
        User? user,
        ImmutableDictionary<string, ReportedContact> known,
        bool isFull,
        long now,
        DateTimeOffset utcNow)
    {
        var contacts = ImmutableArray.CreateBuilder<ContactReport>();
        var bound = ImmutableDictionary.CreateBuilder<string, ReportedContact>(StringComparer.Ordinal);
        var hasChanges = false;
        foreach (var entry in location?.Devices ?? [])
        {
            if (entry.LiveBinding(now) is not { } binding || user is not { IsEnabled: true })
            {
                continue;
            }

            var report = OfBound(binding, known, isFirst: isFull && known.IsEmpty) with { Latest = LatestOf(binding, location!, now) };
            var isKnown = known.TryGetValue(report.Id, out var told) && told.Binding.Id == binding.Id && told.Lease == report.Lease;
            hasChanges |= !isKnown;
            bound[report.Id] = new ReportedContact(binding, report.Lease);
            if (isFull || !isKnown)
            {
                contacts.Add(report);
            }
        }

        foreach (var (id, told) in known)
        {
            if (!bound.ContainsKey(id))
            {
                hasChanges = true;
                contacts.Add(OfEnded(id, told, location?.Find(told.Binding.DeviceId), user, utcNow));
            }
        }

        var state = bound.Count > 0 ? "active" : known.IsEmpty ? "init" : "terminated";
        return new RegistrationReport(contacts.DrainToImmutable(), bound.ToImmutable(), hasChanges, state);
    }

    /// <summary>Whether somebody other than the phone and the clock has ended it, which subscribers hear at once.</summary>
    public static bool IsForced(BindingEnd? end) =>
        end is not (null or BindingEnd.LoggedOut or BindingEnd.Expired or BindingEnd.ConnectionLost);

    /// <summary>A contact that he does not know is a new one, however often it was refreshed since; but to whom everything is new it is what it is.</summary>
    private static ContactReport OfBound(Binding binding, ImmutableDictionary<string, ReportedContact> known, bool isFirst)
    {
        var id = IdOf(binding);
        var lease = binding.Lease;
        var isKnown = isFirst || (known.TryGetValue(id, out var told) && told.Binding.Id == binding.Id);
        return new ContactReport(
            id, IsActive: true, isKnown && lease.RefreshCount > 0 ? ContactEvent.Refreshed : ContactEvent.Registered, binding, lease);
    }

    /// <summary>The flows of one instance share their GRUUs (RFC 5628, 5).</summary>
    private static Binding? LatestOf(Binding binding, UserLocation location, long now)
    {
        if (GruuResolver.InstanceOf(binding).IsEmpty)
        {
            return null;
        }

        var latest = binding;
        foreach (var entry in location.Devices)
        {
            if (entry.LiveBinding(now) is { } other
                && other.Lease.RefreshedAt > latest.Lease.RefreshedAt
                && DeviceIdentity.AreSame(GruuResolver.InstanceOf(other), GruuResolver.InstanceOf(binding)))
            {
                latest = other;
            }
        }

        return latest;
    }

    private static ContactReport OfEnded(string id, ReportedContact told, DeviceEntry? entry, User? user, DateTimeOffset utcNow)
    {
        var (ended, retryAfter) = EndOf(told, entry, user, utcNow);
        return new ContactReport(id, IsActive: false, ended, told.Binding, told.Lease, retryAfter);
    }

    private static (ContactEvent Event, int? RetryAfter) EndOf(
        ReportedContact told, DeviceEntry? entry, User? user, DateTimeOffset utcNow)
    {
        if (user is not { IsEnabled: true })
        {
            return (ContactEvent.Rejected, null);
        }

        if (entry?.Binding is { } binding)
        {
            // Its time is over and the clock's tick was not here yet; or the device has put another contact in its place.
            return (binding.Id == told.Binding.Id && binding.ContactUriBytes.SequenceEqual(told.Binding.ContactUriBytes)
                ? ContactEvent.Expired
                : ContactEvent.Unregistered, null);
        }

        return entry?.Device.LastEnd switch
        {
            BindingEnd.LoggedOut => (ContactEvent.Unregistered, null),
            BindingEnd.Expired or null => (ContactEvent.Expired, null), // Its phone has not refreshed it.

            // Not expired, for its time is not over; we have taken it away, and shall be glad to see it again (RFC 3680, 4.7.1).
            BindingEnd.ConnectionLost => (ContactEvent.Deactivated, null),
            BindingEnd.ForcedOut => EndByForce(entry!.Block, utcNow),
            _ => (ContactEvent.Rejected, null), // Another device has its place, or the user may not register any more.
        };
    }

    /// <summary>Kept out for ever, for some time, or not at all.</summary>
    private static (ContactEvent Event, int? RetryAfter) EndByForce(Block? block, DateTimeOffset utcNow) => block switch
    {
        { Until: null } => (ContactEvent.Rejected, null),
        { Until: { } until } when until > utcNow => (ContactEvent.Probation, (int)Math.Ceiling((until - utcNow).TotalSeconds)),
        _ => (ContactEvent.Deactivated, null),
    };

    /// <summary>Of device and URI: two phones behind two NATs may have the same URI, and one phone may change its own.</summary>
    private static string IdOf(Binding binding) => string.Create(
        CultureInfo.InvariantCulture, $"{binding.DeviceId}-{UriHash.Compute(binding.ContactUriBytes):x16}");
}
