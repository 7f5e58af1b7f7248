using System.Globalization;
using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>
/// Reads who a device is from its Contact: <c>+sip.instance</c> (RFC 5626, 4.1), else <c>pn-prid</c> (RFC 8599), else
/// <c>line</c> or <c>rinstance</c>, else the contact's URI with the product.
/// </summary>
internal static class DeviceIdentityReader
{
    private const string ByContact = "contact:";

    /// <summary>Whether the key is that of a device that says nothing of itself.</summary>
    public static bool IsOfContact(ReadOnlySpan<byte> identity) => identity.StartsWith("contact:"u8);

    public static DeviceIdentity Read(in NameAddress contact, in SipUri uri, DeviceClass deviceClass, string product)
    {
        if (contact.TryGetParameter("+sip.instance"u8, out var instance) && !instance.IsEmpty)
        {
            var name = instance.TrimStart((byte)'<').TrimEnd((byte)'>');
            return new DeviceIdentity(Join("instance:"u8, name, LineOf(contact, uri, deviceClass)), IsWeak: false, product, Host: default);
        }

        if (uri.TryGetParameter("pn-prid"u8, out var push) && !push.IsEmpty)
        {
            return new DeviceIdentity(Join("push:"u8, push), IsWeak: false, product, Host: default);
        }

        if (uri.TryGetParameter("line"u8, out var line) && !line.IsEmpty)
        {
            return new DeviceIdentity(Join("line:"u8, line), IsWeak: false, product, Host: default);
        }

        if (uri.TryGetParameter("rinstance"u8, out var resip) && !resip.IsEmpty)
        {
            return new DeviceIdentity(Join("rinstance:"u8, resip), IsWeak: true, product, Copy(uri.Host));
        }

        return OfContact(uri, deviceClass, product);
    }

    /// <summary>For a device that says nothing of itself, and for a second contact of a device in the same request.</summary>
    public static DeviceIdentity OfContact(in SipUri uri, DeviceClass deviceClass, string product)
    {
        // The lines of an ATA differ in port alone, so a block of one must not hold for the other.
        var isWeak = deviceClass != DeviceClass.Ata;
        return new DeviceIdentity(
            Utf8Text.Of($"{ByContact}{AddressOf(uri)}|{product}"), isWeak, product, isWeak ? Copy(uri.Host) : default);
    }

    /// <summary>
    /// One instance may register several times: told apart by <c>reg-id</c>; an ATA that sends none has its lines told apart by
    /// user and port of the contact.
    /// </summary>
    private static ReadOnlySpan<byte> LineOf(in NameAddress contact, in SipUri uri, DeviceClass deviceClass)
    {
        if (contact.TryGetParameter("reg-id"u8, out var regId) && !regId.IsEmpty)
        {
            return Join(";reg-id="u8, regId).Bytes;
        }

        return deviceClass == DeviceClass.Ata
            ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $";line={Text(uri.User)}:{uri.Port}"))
            : default;
    }

    /// <summary>What a device that is known by its contact alone has in common with itself after a restart.</summary>
    public static string AliasOf(in SipUri uri, string product) => DeviceIdentity.AliasOf(product, Text(uri.Host));

    private static string AddressOf(in SipUri uri) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text(uri.User)}@{Text(uri.Host).ToLowerInvariant()}:{uri.Port}");

    private static Utf8Text Copy(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    private static Utf8Text Join(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> line = default)
    {
        var key = new byte[kind.Length + name.Length + line.Length];
        kind.CopyTo(key);
        name.CopyTo(key.AsSpan(kind.Length));
        line.CopyTo(key.AsSpan(kind.Length + name.Length));
        return new Utf8Text(key);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
