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
    public static DeviceEntry? Find(UserLocation location, RequestedContact contact, RegistrationRequest request, long now)
    {
        foreach (var entry in location.Devices)
        {
            if (entry.Device.IdentityText == contact.Identity.Key)
            {
                return entry;
            }
        }

        foreach (var entry in location.Devices)
        {
            if (entry.Binding is { } binding
                && (IsNameless(contact.Identity.Key.Bytes) || IsNameless(entry.Device.IdentityText.Bytes))
                && (contact.IsRemoval || binding.Peer.HasSameAddress(request.Peer))
                && AreEqual(binding.ContactUriBytes, contact.Uri.Bytes))
            {
                return entry;
            }
        }

        return contact.IsRemoval ? null
            : contact.Identity.IsWeak ? FindRenamed(location, contact, request, now) ?? FindReturned(location, contact, now)
            : FindPage(location, request);
    }

    /// <summary>
    /// A page in a browser calls itself anew, instance and all, each time it is loaded. The one that has just gone away, of the same
    /// product at the same address, is back; one that is still connected is another page.
    /// </summary>
    private static DeviceEntry? FindPage(UserLocation location, RegistrationRequest request)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Block: null, Binding: { Loss: not null } binding }
                && binding.Transport is (TransportProtocol.Ws or TransportProtocol.Wss)
                && binding.Transport == request.Flow.Protocol
                && binding.Peer.HasSameAddress(request.Peer)
                && string.Equals(entry.Device.UserAgent, request.UserAgent, StringComparison.Ordinal))
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
    private static DeviceEntry? FindRenamed(UserLocation location, RequestedContact contact, RegistrationRequest request, long now)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Binding: null, Ended: { } ended }
                && now < ended.Until
                && ended.CallId.Bytes.SequenceEqual(request.CallId.Bytes)
                && IsNameless(contact.Identity.Key.Bytes)
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
    private static DeviceEntry? FindReturned(UserLocation location, RequestedContact contact, long now)
    {
        DeviceEntry? latest = null;
        foreach (var entry in location.Devices)
        {
            if (IsNameless(contact.Identity.Key.Bytes)
                && IsNameless(entry.Device.IdentityText.Bytes)
                && entry.LiveBinding(now) is not { IsReachable: true }
                && string.Equals(AliasOf(entry), contact.Identity.Alias, StringComparison.Ordinal)
                && (latest is null || entry.Device.LastSeen > latest.Device.LastSeen))
            {
                latest = entry;
            }
        }

        return latest;
    }

    /// <summary>The block of another flow of the same device (RFC 5626): whoever is kept out is kept out on all of them.</summary>
    public static Block? BlockOfOtherFlow(UserLocation location, RequestedContact contact, DateTimeOffset now)
    {
        foreach (var entry in location.Devices)
        {
            if (entry is { Block: { } block, Device.Class: not DeviceClass.Ata }
                && block.IsInForce(now)
                && DeviceIdentity.AreFlowsOfOne(entry.Device.IdentityText.Bytes, contact.Identity.Key.Bytes))
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>The block of a device that may have come back under another key, see <see cref="Devices.DeviceIdentity"/>.</summary>
    public static Block? BlockByAlias(UserLocation location, RequestedContact contact, DateTimeOffset now)
    {
        if (!contact.Identity.IsWeak)
        {
            return null;
        }

        foreach (var entry in location.Devices)
        {
            if (entry.Block is { } block && block.IsInForce(now) && string.Equals(AliasOf(entry), contact.Identity.Alias, StringComparison.Ordinal))
            {
                return block;
            }
        }

        return null;
    }

    private static bool IsNameless(ReadOnlySpan<byte> identity) => DeviceIdentityReader.IsOfContact(identity);

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
