using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>Finds the device that a contact belongs to.</summary>
internal static class ContactMatch
{
    /// <summary>
    /// By identity; else by an equal URI (RFC 3261, 10.3 step 7 and 19.1.4), when the device behind it may be the same: private
    /// addresses repeat, so two homes may send equal URIs, and only the same source makes them one. Two who both say who they are
    /// (RFC 5626, 6) differ whatever their URIs are.
    /// </summary>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public static DeviceEntry? Find(UserLocation location, in RequestedContact contact, RegisterVisit visit, long now)
    {
        var key = visit.Texts[contact.Identity.Key];
        foreach (var entry in location.Devices)
        {
            if (entry.Device.IdentityText.Bytes.SequenceEqual(key))
            {
                return entry;
            }
        }

        foreach (var entry in location.Devices)
        {
            if (entry.Binding is { } binding
                && (IsNameless(key) || IsNameless(entry.Device.IdentityText.Bytes))
                && (contact.IsRemoval || binding.Peer.HasSameAddress(visit.Flow.Peer))
                && AreEqual(binding.ContactUriBytes, visit.Texts[contact.Uri]))
            {
                return entry;
            }
        }

        return contact.IsRemoval ? null
            : contact.Identity.IsWeak ? FindRenamed(location, key, visit, now) ?? FindReturned(location, contact, visit, now)
            : FindPage(location, visit);
    }

    /// <summary>
    /// A page in a browser calls itself anew, instance and all, each time it is loaded. The one that has just gone away, of the same
    /// product at the same address, is back; one that is still connected is another page.
    /// </summary>
    private static DeviceEntry? FindPage(UserLocation location, RegisterVisit visit)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Block: null, Binding: { Loss: not null } binding }
                && binding.Transport is (TransportProtocol.Ws or TransportProtocol.Wss)
                && binding.Transport == visit.Flow.Protocol
                && binding.Peer.HasSameAddress(visit.Flow.Peer)
                && string.Equals(entry.Device.UserAgent, visit.UserAgent, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>
    /// A device that says nothing of itself, and goes on with its Call-ID (RFC 3261, 10.2) under another contact: pjsip learns from
    /// <c>received</c> and <c>rport</c> what it is called outside, takes its contact back, and registers the other one.
    /// </summary>
    private static DeviceEntry? FindRenamed(UserLocation location, ReadOnlySpan<byte> key, RegisterVisit visit, long now)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Binding: null, Ended: { } ended }
                && now < ended.Until
                && ended.IsOf(visit.Register.CallId)
                && IsNameless(key)
                && IsNameless(entry.Device.IdentityText.Bytes))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>
    /// A device that says nothing of itself, has gone, and is back on another port: a phone on TCP takes a new one with every
    /// connection. One that can still be reached is another device, such as the second line of the same host.
    /// </summary>
    private static DeviceEntry? FindReturned(UserLocation location, in RequestedContact contact, RegisterVisit visit, long now)
    {
        if (!IsNameless(visit.Texts[contact.Identity.Key]) || location.Devices.IsEmpty)
        {
            return null;
        }

        DeviceEntry? latest = null;
        var alias = AliasOf(contact, visit);
        foreach (var entry in location.Devices)
        {
            if (IsNameless(entry.Device.IdentityText.Bytes)
                && entry.LiveBinding(now) is not { IsReachable: true }
                && string.Equals(AliasOf(entry), alias, StringComparison.Ordinal)
                && (latest is null || entry.Device.LastSeen > latest.Device.LastSeen))
            {
                latest = entry;
            }
        }

        return latest;
    }

    /// <summary>The block of another flow of the same device (RFC 5626): whoever is kept out is kept out on all of them.</summary>
    public static Block? BlockOfOtherFlow(UserLocation location, in RequestedContact contact, RegisterVisit visit, DateTimeOffset now)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Block: { } block, Device.Class: not DeviceClass.Ata }
                && block.IsInForce(now)
                && DeviceIdentity.AreFlowsOfOne(entry.Device.IdentityText.Bytes, visit.Texts[contact.Identity.Key]))
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>The block of a device that may have come back under another key, see <see cref="RequestedIdentity"/>.</summary>
    public static Block? BlockByAlias(UserLocation location, in RequestedContact contact, RegisterVisit visit, DateTimeOffset now)
    {
        if (!contact.Identity.IsWeak)
        {
            return null;
        }

        foreach (var entry in location.Devices)
        {
            if (entry.Block is { } block && block.IsInForce(now) && string.Equals(AliasOf(entry), AliasOf(contact, visit), StringComparison.Ordinal))
            {
                return block;
            }
        }

        return null;
    }

    private static bool IsNameless(ReadOnlySpan<byte> identity) => DeviceIdentityReader.IsOfContact(identity);

    private static string AliasOf(in RequestedContact contact, RegisterVisit visit) =>
        DeviceIdentity.AliasOf(visit.Product, Encoding.UTF8.GetString(visit.Texts[contact.Identity.Host]));

    private static string AliasOf(DeviceEntry entry)
    {
        var uri = Encoding.UTF8.GetBytes(entry.ContactUri);
        return SipUri.TryParse(uri, out var parsed) ? DeviceIdentityReader.AliasOf(parsed, entry.Device.Product) : "";
    }

    /// <summary>By 19.1.4.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right)
        || (SipUri.TryParse(left, out var leftUri)
            && SipUri.TryParse(right, out var rightUri)
            && SipUri.AreEqual(leftUri, rightUri));
}
