using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace PbxPortal.Provisioning;

/// <summary>Writes a document as apps read it: UTF-8, with its declaration.</summary>
internal static class XmlText
{
    public static string ToText(this XDocument document)
    {
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            document.Save(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
