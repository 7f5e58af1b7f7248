using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Writes <c>application/reginfo+xml</c> (RFC 3680, 5).</summary>
internal static class RegistrationDocument
{
    public const string ContentType = "application/reginfo+xml";

    private const string Namespace = "urn:ietf:params:xml:ns:reginfo";

    private const string GruuNamespace = "urn:ietf:params:xml:ns:gruuinfo";

    /// <summary>What a URI parameter may hold as it is (RFC 3261, 25.1: paramchar).</summary>
    private static readonly SearchValues<byte> ParameterBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$"u8);

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <param name="version">Counted from 0 within the subscription, one more for each document.</param>
    public static byte[] Write(
        uint version, bool isFull, string addressOfRecord, long userId, RegistrationReport report, long now, DateTimeOffset utcNow)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartElement("reginfo", Namespace);
            xml.WriteAttributeString("xmlns", "gr", ns: null, GruuNamespace);
            Attribute(xml, "version", version);
            xml.WriteAttributeString("state", isFull ? "full" : "partial");
            xml.WriteStartElement("registration", Namespace);
            xml.WriteAttributeString("aor", Clean(addressOfRecord));
            Attribute(xml, "id", userId);
            xml.WriteAttributeString("state", report.State);
            Write(xml, report.Contacts, addressOfRecord, now, utcNow);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Write(
        XmlWriter xml, ImmutableArray<ContactReport> contacts, string addressOfRecord, long now, DateTimeOffset utcNow)
    {
        foreach (var contact in contacts)
        {
            var (binding, lease) = (contact.Binding, contact.Lease);
            xml.WriteStartElement("contact", Namespace);
            xml.WriteAttributeString("id", contact.Id);
            xml.WriteAttributeString("state", contact.IsActive ? "active" : "terminated");
            xml.WriteAttributeString("event", WordOf(contact.Event));
            if (contact.IsActive)
            {
                Attribute(xml, "expires", Math.Max((lease.Deadline - now + 999) / 1000, 0));
            }

            if (contact.RetryAfter is { } seconds)
            {
                Attribute(xml, "retry-after", seconds);
            }

            Attribute(xml, "duration-registered", Math.Max((long)(utcNow - binding.RegisteredAt).TotalSeconds, 0));
            if (binding.QValue != 1000)
            {
                xml.WriteAttributeString("q", (binding.QValue / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
            }

            xml.WriteAttributeString("callid", Clean(binding.CallId));
            Attribute(xml, "cseq", lease.CSeq);
            xml.WriteElementString("uri", Namespace, Clean(binding.ContactUri));
            WriteParameters(xml, binding.ContactParameterBytes);
            WritePublicGruu(xml, addressOfRecord, binding.ContactParameterBytes);
            xml.WriteEndElement();
        }
    }

    /// <summary>What RFC 3261 does not define, such as <c>+sip.instance</c>; a quoted value keeps its quotes, as in RFC 5628, 7.</summary>
    private static void WriteParameters(XmlWriter xml, ReadOnlySpan<byte> parameters)
    {
        var reader = new ParameterReader(parameters);
        while (reader.Read())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "q"u8) || Ascii.EqualsIgnoreCase(reader.Name, "expires"u8))
            {
                continue;
            }

            var value = Encoding.UTF8.GetString(reader.Value);
            xml.WriteStartElement("unknown-param", Namespace);
            xml.WriteAttributeString("name", Clean(Encoding.UTF8.GetString(reader.Name)));
            xml.WriteString(Clean(reader.IsQuoted ? $"\"{value}\"" : value));
            xml.WriteEndElement();
        }
    }

    /// <summary>
    /// RFC 5628, 5: of a contact that names its instance, the address-of-record with that instance (RFC 5627, 5.4). Temporary GRUUs
    /// are not told: nobody keeps which one was made last, and the device has it from its REGISTER.
    /// </summary>
    private static void WritePublicGruu(XmlWriter xml, string addressOfRecord, ReadOnlySpan<byte> parameters)
    {
        if (!ParameterReader.TryFind(parameters, "+sip.instance"u8, out var instance) || instance.Length <= 2)
        {
            return;
        }

        var uri = new StringBuilder(addressOfRecord).Append(";gr=");
        foreach (var letter in instance.TrimStart((byte)'<').TrimEnd((byte)'>'))
        {
            _ = ParameterBytes.Contains(letter)
                ? uri.Append((char)letter)
                : uri.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
        }

        xml.WriteStartElement("pub-gruu", GruuNamespace);
        xml.WriteAttributeString("uri", uri.ToString());
        xml.WriteEndElement();
    }

    private static string WordOf(ContactEvent contactEvent) => contactEvent switch
    {
        ContactEvent.Registered => "registered",
        ContactEvent.Refreshed => "refreshed",
        ContactEvent.Expired => "expired",
        ContactEvent.Deactivated => "deactivated",
        ContactEvent.Probation => "probation",
        ContactEvent.Unregistered => "unregistered",
        _ => "rejected",
    };

    private static void Attribute(XmlWriter xml, string name, long value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Phones send bytes that XML cannot hold; the document must be well-formed all the same.</summary>
    private static string Clean(string text) =>
        text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '?'));
}
