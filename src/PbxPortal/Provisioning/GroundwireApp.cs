using System.Globalization;
using System.Xml.Linq;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>Acrobits Groundwire and what is built on it: the code is a link of its own scheme, the document an <c>account</c>.</summary>
public sealed class GroundwireApp : PhoneApp
{
    private const int Expires = 600;

    public override string Id => "groundwire";

    public override string Name => "Groundwire (Acrobits)";

    public override string HowTo => "Scan the code with the phone's camera, or tap the link on the phone itself: Groundwire opens and fetches the account.";

    public override bool FetchesSettings => true;

    /// <summary><c>provlinkbs</c> stands for https; the app cannot be sent to a portal without it.</summary>
    public override string CodeFor(Uri link) => $"provlinkbs://{link.Authority}{link.PathAndQuery}";

    public override string DocumentFor(PhoneSettings settings) => new XDocument(
        new XElement(
            "account",
            new XElement("title", settings.Label),
            new XElement("username", settings.Extension),
            new XElement("password", settings.Password),
            new XElement("authUsername", settings.AuthenticationName),
            new XElement("displayName", settings.DisplayName),
            new XElement("host", settings.Domain),
            new XElement("proxy", settings.Server.HostAndPort),
            new XElement("transport", WordOf(settings.Transport)),
            new XElement("expires", Expires.ToString(CultureInfo.InvariantCulture)))).ToText();

    /// <summary>TLS with URIs of the scheme sip: with sips every hop would have to be secured (RFC 3261, 26.2.2).</summary>
    private static string WordOf(TransportProtocol transport) =>
        transport == TransportProtocol.Tls ? "tls+sip:" : Administration.TransportWord.Of(transport);
}
