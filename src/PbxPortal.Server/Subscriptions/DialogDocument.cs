using System.Collections.Immutable;
using System.Xml;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Writes <c>application/dialog-info+xml</c> (RFC 4235, 4), always the full state, which every phone understands.</summary>
internal static class DialogDocument
{
    public const string ContentType = "application/dialog-info+xml";

    private const string Namespace = "urn:ietf:params:xml:ns:dialog-info";

    /// <param name="entity">The URI of the user whom it is about.</param>
    public static byte[] Write(uint version, string entity, ImmutableArray<DialogReport> dialogs, DateTimeOffset now) => DocumentXml.Write(xml =>
    {
        xml.WriteStartElement("dialog-info", Namespace);
        DocumentXml.Attribute(xml, "version", version);
        xml.WriteAttributeString("state", "full");
        xml.WriteAttributeString("entity", DocumentXml.Clean(entity));
        foreach (var dialog in dialogs)
        {
            Write(xml, dialog, now);
        }

        xml.WriteEndElement();
    });

    private static void Write(XmlWriter xml, DialogReport dialog, DateTimeOffset now)
    {
        xml.WriteStartElement("dialog", Namespace);
        xml.WriteAttributeString("id", dialog.Id);
        Attribute(xml, "call-id", dialog.CallId);
        Attribute(xml, "local-tag", dialog.LocalTag);
        Attribute(xml, "remote-tag", dialog.RemoteTag);
        Attribute(xml, "direction", dialog.Direction);
        xml.WriteStartElement("state", Namespace);
        Attribute(xml, "event", dialog.Event);
        if (dialog.Code is >= 100 and <= 699)
        {
            DocumentXml.Attribute(xml, "code", dialog.Code);
        }

        xml.WriteString(dialog.State);
        xml.WriteEndElement();
        if (dialog.Since is { } since)
        {
            xml.WriteStartElement("duration", Namespace);
            xml.WriteValue(Math.Max((long)(now - since).TotalSeconds, 0));
            xml.WriteEndElement();
        }

        Write(xml, "local", dialog.Local);
        Write(xml, "remote", dialog.Remote);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string name, CallParty? party)
    {
        if (party is not { Address.Length: > 0 })
        {
            return;
        }

        xml.WriteStartElement(name, Namespace);
        xml.WriteStartElement("identity", Namespace);
        Attribute(xml, "display", party.DisplayName);
        xml.WriteString(DocumentXml.Clean($"sip:{party.Address}"));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value)
    {
        if (value.Length > 0)
        {
            xml.WriteAttributeString(name, DocumentXml.Clean(value));
        }
    }
}
