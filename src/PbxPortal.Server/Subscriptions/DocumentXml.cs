using System.Globalization;
using System.Text;
using System.Xml;

namespace PbxPortal.Server.Subscriptions;

/// <summary>What the documents of all event packages have in common: XML 1.0 in UTF-8 without a mark at its begin.</summary>
internal static class DocumentXml
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static byte[] Write(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            write(xml);
        }

        return stream.ToArray();
    }

    public static void Attribute(XmlWriter xml, string name, long value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Phones send bytes that XML cannot hold; the document must be well-formed all the same.</summary>
    public static string Clean(string text) =>
        text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '?'));
}
