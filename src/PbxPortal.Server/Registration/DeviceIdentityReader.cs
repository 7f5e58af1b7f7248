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

    /// <param name="allowsFlows">Whether <c>reg-id</c> counts, see <see cref="RegisterExtensions"/>.</param>
    /// <param name="texts">Gets its texts.</param>
    public static RequestedIdentity Read(
        in NameAddress contact, in SipUri uri, DeviceClass deviceClass, string product, bool allowsFlows, RequestTexts texts)
    {
        if (contact.TryGetParameter("+sip.instance"u8, out var instance) && !instance.IsEmpty)
        {
            var start = texts.Length;
            texts.Append("instance:"u8);
            texts.Append(instance.TrimStart((byte)'<').TrimEnd((byte)'>'));
            AppendLine(contact, uri, deviceClass, allowsFlows, texts);
            return new RequestedIdentity(texts.Since(start));
        }

        if (uri.TryGetParameter("pn-prid"u8, out var push) && !push.IsEmpty)
        {
            return new RequestedIdentity(Join(texts, "push:"u8, push));
        }

        if (uri.TryGetParameter("line"u8, out var line) && !line.IsEmpty)
        {
            return new RequestedIdentity(Join(texts, "line:"u8, line));
        }

        if (uri.TryGetParameter("rinstance"u8, out var resip) && !resip.IsEmpty)
        {
            return new RequestedIdentity(Join(texts, "rinstance:"u8, resip), IsWeak: true, texts.Add(uri.Host));
        }

        return OfContact(uri, deviceClass, product, texts);
    }

    /// <summary>reg-id = 1 to (2^31 - 1) (RFC 5626, 9). What is none, or stands without an instance, is ignored as if it were not there (6).</summary>
    public static bool TryReadFlow(in NameAddress contact, out uint regId)
    {
        regId = 0;
        return contact.TryGetParameter("reg-id"u8, out var text)
            && DeltaSeconds.TryParse(text, out regId)
            && regId is >= 1 and <= int.MaxValue
            && contact.TryGetParameter("+sip.instance"u8, out var instance)
            && !instance.IsEmpty;
    }

    /// <summary>For a device that says nothing of itself, and for a second contact of a device in the same request.</summary>
    public static RequestedIdentity OfContact(in SipUri uri, DeviceClass deviceClass, string product, RequestTexts texts)
    {
        // The lines of an ATA differ in port alone, so a block of one must not hold for the other.
        var isWeak = deviceClass != DeviceClass.Ata;
        var start = texts.Length;
        texts.Append($"{ByContact}{AddressOf(uri)}|{product}");
        return new RequestedIdentity(texts.Since(start), isWeak, isWeak ? texts.Add(uri.Host) : default);
    }

    /// <summary>
    /// One instance may register several times: told apart by <c>reg-id</c>; an ATA that sends none has its lines told apart by
    /// user and port of the contact.
    /// </summary>
    private static void AppendLine(
        in NameAddress contact, in SipUri uri, DeviceClass deviceClass, bool allowsFlows, RequestTexts texts)
    {
        if (allowsFlows && TryReadFlow(contact, out var regId))
        {
            texts.Append(string.Create(CultureInfo.InvariantCulture, $";reg-id={regId}"));
        }
        else if (deviceClass == DeviceClass.Ata)
        {
            texts.Append(string.Create(CultureInfo.InvariantCulture, $";line={Text(uri.User)}:{uri.Port}"));
        }
    }

    /// <summary>What a device that is known by its contact alone has in common with itself after a restart.</summary>
    public static string AliasOf(in SipUri uri, string product) => DeviceIdentity.AliasOf(product, Text(uri.Host));

    private static string AddressOf(in SipUri uri) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text(uri.User)}@{Text(uri.Host).ToLowerInvariant()}:{uri.Port}");

    private static TextRange Join(RequestTexts texts, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name)
    {
        var start = texts.Length;
        texts.Append(kind);
        texts.Append(name);
        return texts.Since(start);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
