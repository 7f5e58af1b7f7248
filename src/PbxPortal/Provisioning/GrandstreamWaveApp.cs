using System.Collections.Immutable;
using System.Xml.Linq;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>Grandstream Wave: the code is the account itself as XML. It can name no transport, and the app takes UDP.</summary>
public sealed class GrandstreamWaveApp : PhoneApp
{
    public override string Id => "grandstream-wave";

    public override string Name => "Grandstream Wave";

    public override string HowTo => "In Wave: Settings, Account settings, the plus sign, then \"UCM account (scan QR code)\".";

    public override ImmutableArray<TransportProtocol> Transports => [TransportProtocol.Udp];

    public override string CodeFor(PhoneSettings settings) => "<?xml version='1.0' encoding='utf-8'?>" + new XElement(
        "AccountConfig",
        new XAttribute("version", "1"),
        new XElement(
            "Account",
            new XElement("RegisterServer", settings.Domain),
            new XElement("OutboundServer", settings.Server.HostAndPort),
            new XElement("SecOutboundServer", ""),
            new XElement("UserID", settings.Extension),
            new XElement("AuthID", settings.AuthenticationName),
            new XElement("AuthPass", settings.Password),
            new XElement("AccountName", settings.Extension),
            new XElement("DisplayName", settings.Label),
            new XElement("Dialplan", "{x+|*x+|*++}"),
            new XElement("RandomPort", "0"),
            new XElement("Voicemail", "*97"))).ToString(SaveOptions.DisableFormatting);
}
