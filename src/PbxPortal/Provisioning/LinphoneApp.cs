using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>Linphone for Android, iOS and desktops: the code is a plain web link, the document an <c>lpconfig</c> file.</summary>
public sealed class LinphoneApp : PhoneApp
{
    private const int Expires = 600;

    private static readonly XNamespace Config = "http://www.linphone.org/xsds/lpconfig.xsd";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public override string Id => "linphone";

    public override string Name => "Linphone";

    public override string HowTo => "In Linphone choose \"Scan QR code\"; on the phone itself, tap the link.";

    public override bool FetchesSettings => true;

    /// <summary>Linphone refuses a QR code that is not a web address.</summary>
    public override string CodeFor(Uri link) => link.AbsoluteUri;

    /// <summary>For a tap on the phone itself: the scheme that Linphone listens to, with the web address behind it.</summary>
    public static string DeepLinkFor(Uri link) => $"linphone-config:{link.AbsoluteUri}";

    /// <remarks>
    /// <c>username</c> must be that of the identity, or Linphone does not find the entry when it is challenged; the digest user
    /// name is <c>userid</c>. <c>ha1</c> is for the one <c>algorithm</c> only, and of several challenges Linphone answers that one.
    /// <c>transient_provisioning</c> makes it forget the link afterwards: it is good once.
    /// </remarks>
    public override string DocumentFor(PhoneSettings settings) => new XDocument(
        new XElement(
            Config + "config",
            new XAttribute(XNamespace.Xmlns + "xsi", Instance.NamespaceName),
            new XAttribute(Instance + "schemaLocation", $"{Config.NamespaceName} lpconfig.xsd"),
            Section("misc", ("transient_provisioning", "1")),
            Section("sip", ("default_proxy", "0")),
            Section(
                "auth_info_0",
                ("username", settings.Extension),
                ("userid", settings.AuthenticationName),
                ("ha1", Ha1Of(settings)),
                ("realm", settings.Realm),
                ("domain", settings.Domain),
                ("algorithm", settings.Algorithm == DigestAlgorithm.Md5 ? "MD5" : "SHA-256")),
            Section(
                "proxy_0",
                ("reg_proxy", $"<sip:{settings.Server.HostAndPort};transport={WordOf(settings.Transport)}>"),
                ("reg_identity", $"\"{Quoted(settings.Label)}\" <sip:{settings.Extension}@{settings.Domain}>"),
                ("reg_expires", Expires.ToString(CultureInfo.InvariantCulture)),
                ("reg_sendregister", "1"),
                ("realm", settings.Realm)))).ToText();

    private static XElement Section(string name, params ReadOnlySpan<(string Name, string Value)> entries)
    {
        var section = new XElement(Config + "section", new XAttribute("name", name));
        foreach (var (key, value) in entries)
        {
            section.Add(new XElement(Config + "entry", new XAttribute("name", key), new XAttribute("overwrite", "true"), value));
        }

        return section;
    }

    private static string WordOf(TransportProtocol transport) => Administration.TransportWord.Of(transport);

    /// <summary>RFC 3261, 25.1: a quoted string escapes backslash and quote.</summary>
    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Ha1Of(PhoneSettings settings)
    {
        var text = Encoding.UTF8.GetBytes($"{settings.AuthenticationName}:{settings.Realm}:{settings.Password}");
#pragma warning disable CA5351 // The domain challenges with MD5 alone.
        return Convert.ToHexStringLower(settings.Algorithm == DigestAlgorithm.Md5 ? MD5.HashData(text) : SHA256.HashData(text));
#pragma warning restore CA5351
    }
}
