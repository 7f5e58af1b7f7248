using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Writes <c>application/reginfo+xml</c> (RFC 3680, 5; with GRUUs: RFC 5628).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class RegistrationDocument(Gruus gruus)
{
    public const string ContentType = "application/reginfo+xml";

    private const string Namespace = "urn:ietf:params:xml:ns:reginfo";

    private const string GruuNamespace = "urn:ietf:params:xml:ns:gruuinfo";

    /// <summary>What a URI parameter may hold as it is (RFC 3261, 25.1: paramchar).</summary>
    private static readonly SearchValues<byte> ParameterBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$"u8);

    /// <param name="version">Counted from 0 within the subscription, one more for each document.</param>
    public byte[] Write(
        uint version, bool isFull, string addressOfRecord, long userId, RegistrationReport report, long now, DateTimeOffset utcNow) =>
        DocumentXml.Write(xml =>
        {
            xml.WriteStartElement("reginfo", Namespace);
            xml.WriteAttributeString("xmlns", "gr", ns: null, GruuNamespace);
            DocumentXml.Attribute(xml, "version", version);
            xml.WriteAttributeString("state", isFull ? "full" : "partial");
            xml.WriteStartElement("registration", Namespace);
            xml.WriteAttributeString("aor", DocumentXml.Clean(addressOfRecord));
            DocumentXml.Attribute(xml, "id", userId);
            xml.WriteAttributeString("state", report.State);
            Write(xml, report.Contacts, addressOfRecord, now, utcNow);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });

    private void Write(
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
                DocumentXml.Attribute(xml, "expires", Math.Max((lease.Deadline - now + 999) / 1000, 0));
            }

            if (contact.RetryAfter is { } seconds)
            {
                DocumentXml.Attribute(xml, "retry-after", seconds);
            }

            DocumentXml.Attribute(xml, "duration-registered", Math.Max((long)(utcNow - binding.RegisteredAt).TotalSeconds, 0));
            if (binding.QValue != 1000)
            {
                xml.WriteAttributeString("q", (binding.QValue / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
            }

            xml.WriteAttributeString("callid", DocumentXml.Clean(binding.CallId));
            DocumentXml.Attribute(xml, "cseq", lease.CSeq);
            xml.WriteElementString("uri", Namespace, DocumentXml.Clean(binding.ContactUri));
            WriteParameters(xml, binding.ContactParameterBytes);
            WriteGruus(xml, addressOfRecord, contact);
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
            xml.WriteAttributeString("name", DocumentXml.Clean(Encoding.UTF8.GetString(reader.Name)));
            xml.WriteString(DocumentXml.Clean(reader.IsQuoted ? $"\"{value}\"" : value));
            xml.WriteEndElement();
        }
    }

    /// <summary>
    /// RFC 5628, 5: of a contact that names its instance, the address-of-record with that instance (RFC 5627, 5.4); while it is bound, also
    /// the latest temporary one, for whoever may subscribe here may register, too.
    /// </summary>
    private void WriteGruus(XmlWriter xml, string addressOfRecord, ContactReport contact)
    {
        var instance = GruuResolver.InstanceOf(contact.Binding);
        if (instance.IsEmpty)
        {
            return;
        }

        xml.WriteStartElement("pub-gruu", GruuNamespace);
        xml.WriteAttributeString("uri", PublicGruuOf(addressOfRecord, instance));
        xml.WriteEndElement();
        if (contact is { IsActive: true, Latest: { } latest })
        {
            xml.WriteStartElement("temp-gruu", GruuNamespace);
            xml.WriteAttributeString("uri", gruus.TemporaryOf(latest, addressOfRecord[(addressOfRecord.IndexOf('@') + 1)..]));
            DocumentXml.Attribute(xml, "first-cseq", latest.FirstCSeq);
            xml.WriteEndElement();
        }
    }

    private static string PublicGruuOf(string addressOfRecord, ReadOnlySpan<byte> instance)
    {
        var uri = new StringBuilder(addressOfRecord).Append(";gr=");
        foreach (var letter in instance)
        {
            _ = ParameterBytes.Contains(letter)
                ? uri.Append((char)letter)
                : uri.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
        }

        return uri.ToString();
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
}
