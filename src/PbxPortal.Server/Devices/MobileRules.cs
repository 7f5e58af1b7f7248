using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Apps on a mobile, and the push proxies that register in their stead.</summary>
/// <remarks>
/// Immutable. These come before servers and hardware, whose makers offer apps under their own name (<c>STARFACE</c>,
/// <c>Grandstream Wave</c>, <c>Cisco-TCT</c>).
/// </remarks>
internal static class MobileRules
{
    public static readonly UserAgentRule[] All =
    [
        Pattern("wave|gswave", "grandstream wave.*(?:desktop|windows|mac)", Soft, "Grandstream Wave"),
        Pattern("linphone", "linphone[-_ ]?android", Mobile, "Linphone Android"),
        Pattern("linphone", "linphone[-_ ]?(?:ios|iphone|ipad)", Mobile, "Linphone iOS"),
        Pattern("bria", "bria.*android", Mobile, "Bria Android"),
        Pattern("bria", "bria.*(?:ios|iphone|ipad)", Mobile, "Bria iOS"),
        Name("groundwire", Mobile, "Groundwire"),
        Name("acrobits sipis|sipis", Mobile, "Acrobits SIPIS"),
        Name("acrobits", Mobile, "Acrobits Softphone"),
        Pattern("cloud", "cloud ?softphone", Mobile, "Cloud Softphone"),
        Name("csipsimple", Mobile, "CSipSimple"),
        Name("sipdroid", Mobile, "Sipdroid"),
        Name("mizudroid", Mobile, "MizuDroid"),
        Name("media5-fone|media5fone", Mobile, "Media5-fone"),
        Name("sessiontalk|session talk", Mobile, "SessionTalk"),
        Name("snapmobile", Mobile, "SNAPmobile"),
        Name("mobilevoip", Mobile, "MobileVoIP"),
        Pattern("fritz!app|fritzapp|fritz!fon app", "fritz!?app", Mobile, "FRITZ!App Fon"),
        Pattern("wave", "grandstream[-_ ]wave|(?:^|[^a-z])gs[-_ ]?wave", Mobile, "Grandstream Wave"),
        Name("sipnetic", Mobile, "Sipnetic"),
        Pattern("3cx", "3cx ?phone.*android|3cx.*android", Mobile, "3CX Android"),
        Pattern("3cx", "3cx.*(?:ios|iphone)", Mobile, "3CX iOS"),
        Pattern("cisco", "cisco[-/ ](?:tct|tab|bot)(?:[^a-z]|$)", Mobile, "Cisco Jabber"),
        Pattern("zoiper", "zoiper (?:r?v[0-9]|for (?:android|ios|iphone)|ios|android)", Mobile, "Zoiper"),
        Pattern("restcomm", "restcomm ios", Mobile, "Restcomm iOS Client"),
        Pattern("restcomm", "restcomm android", Mobile, "Restcomm Android Client"),
        Pattern("portsip", "portsip.*(android|ios)", Mobile, "PortSIP UC Client $1"),
        Pattern("nokia", "nokia ?(?:sip)?.?(?:rm-|n[0-9]|e[0-9]|[0-9]{4})", Mobile, "Nokia"),
        Pattern("avaya", "avaya.*android|avaya.*iphone|avaya.*ipad|avaya.*[^a-z]ios", Mobile, "Avaya Communicator"),
        Pattern("ringcentral", "ringcentral.*(?:android|ios|mobile)", Mobile, "RingCentral"),
        Pattern("linkus", "linkus.*(?:android|ios|mobile)", Mobile, "Linkus"),

        // A gateway whose IOS is not the one of a telephone.
        Pattern("sipgateway|ios xe", "cisco[- ]sipgateway|ios xe", Pbx, "Cisco SIP Gateway"),

        // Any other app of a maker or a PBX that names its system; Cisco's gateways run an IOS too, and write "IOS-15.2".
        Pattern("android|iphone|ipad|ios", "android|iphone|ipad(?:os|[^a-z]|$)|(?-i:iOS)|(?:^|[^a-z])ios(?:[^a-z-]|$)", Mobile, ""),
    ];
}
