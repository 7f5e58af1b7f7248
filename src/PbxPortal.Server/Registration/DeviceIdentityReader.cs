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
    /// <summary>How the key of a device begins that says nothing of itself.</summary>
    public const string ByContact = "contact:";

    public static ReadOnlySpan<byte> ByContactBytes => "contact:"u8;

    public static DeviceIdentity Read(in NameAddress contact, in SipUri uri, DeviceClass deviceClass, string product)
    {
        var alias = AliasOf(uri, product);
        if (contact.TryGetParameter("+sip.instance"u8, out var instance) && !instance.IsEmpty)
        {
            var key = $"instance:{Text(instance.TrimStart((byte)'<').TrimEnd((byte)'>'))}";
            return new DeviceIdentity(key + LineOf(contact, uri, deviceClass), IsWeak: false, alias);
        }

        if (uri.TryGetParameter("pn-prid"u8, out var push) && !push.IsEmpty)
        {
            return new DeviceIdentity($"push:{Text(push)}", IsWeak: false, alias);
        }

        if (uri.TryGetParameter("line"u8, out var line) && !line.IsEmpty)
        {
            return new DeviceIdentity($"line:{Text(line)}", IsWeak: false, alias);
        }

        if (uri.TryGetParameter("rinstance"u8, out var resip) && !resip.IsEmpty)
        {
            return new DeviceIdentity($"rinstance:{Text(resip)}", IsWeak: true, alias);
        }

        return OfContact(uri, deviceClass, product);
    }

    /// <summary>For a device that says nothing of itself, and for a second contact of a device in the same request.</summary>
    public static DeviceIdentity OfContact(in SipUri uri, DeviceClass deviceClass, string product)
    {
        // The lines of an ATA differ in port alone, so a block of one must not hold for the other.
        var alias = deviceClass == DeviceClass.Ata ? "" : AliasOf(uri, product);
        return new DeviceIdentity($"{ByContact}{AddressOf(uri)}|{product}", IsWeak: deviceClass != DeviceClass.Ata, alias);
    }

    /// <summary>
    /// One instance may register several times: told apart by <c>reg-id</c>; an ATA that sends none has its lines told apart by
    /// user and port of the contact.
    /// </summary>
    private static string LineOf(in NameAddress contact, in SipUri uri, DeviceClass deviceClass)
    {
        if (contact.TryGetParameter("reg-id"u8, out var regId) && !regId.IsEmpty)
        {
            return $";reg-id={Text(regId)}";
        }

        return deviceClass == DeviceClass.Ata
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $";line={Text(uri.User)}:{uri.Port}")
            : "";
    }

    /// <summary>What a device that is known by its contact alone has in common with itself after a restart.</summary>
    public static string AliasOf(in SipUri uri, string product) => $"{product}@{Text(uri.Host)}";

    private static string AddressOf(in SipUri uri) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Text(uri.User)}@{Text(uri.Host).ToLowerInvariant()}:{uri.Port}");

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
