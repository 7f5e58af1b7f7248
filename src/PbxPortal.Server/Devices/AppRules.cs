using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>What runs in a browser, on a mobile or on a computer.</summary>
/// <remarks>
/// Immutable. These come before hardware, because makers of phones offer apps under their own name (<c>Grandstream Wave</c>,
/// <c>Cisco-CSF</c>); and mobile before computer, because both carry one name (<c>Bria iOS</c>).
/// </remarks>
internal static class AppRules
{
    public static readonly UserAgentRule[] All =
    [
        // In a browser.
        Pattern("browser phone|browser-phone|browserphone", "browser[- ]?phone", WebRtc, "Browser Phone"),
        Name("jssip", WebRtc, "JsSIP"),
        Pattern("sip.js|sipjs", "sip[.]?js(?:[^a-z]|$)", WebRtc, "SIP.js"),
        Pattern("sipml", "sipml[0-9]?", WebRtc, "sipML5"),
        Name("saraphone|saraphoneapp", WebRtc, "SaraPhone"),
        Name("ctxsip|ctxphone", WebRtc, "ctxSip"),
        Name("ringcentral for outlook", WebRtc, "RingCentral"),
        Pattern("webrtc", "^([a-z0-9]{2,20})[-_ ].*webrtc", WebRtc, "$1 WebRTC"),
        Pattern("webrtc", "webrtc", WebRtc, ""),
        Pattern("mozilla", "mozilla/.* edg[a-z]*/", WebRtc, "Microsoft Edge"),
        Pattern("mozilla", "mozilla/.* (?:opr|opera)/", WebRtc, "Opera"),
        Pattern("mozilla", "mozilla/.* (?:firefox|fxios)/", WebRtc, "Firefox"),
        Pattern("mozilla", "mozilla/.* (?:chrome|crios)/", WebRtc, "Chrome"),
        Pattern("mozilla", "mozilla/.* safari/", WebRtc, "Safari"),

        // On a mobile.
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
        Pattern("wave|gswave", "grandstream wave.*(?:desktop|windows|mac)", Soft, "Grandstream Wave"),
        Pattern("wave|gswave", "grandstream[-_ ]wave|gswave", Mobile, "Grandstream Wave"),
        Pattern("3cx", "3cx ?phone.*android|3cx.*android", Mobile, "3CX Android"),
        Pattern("3cx", "3cx.*(?:ios|iphone)", Mobile, "3CX iOS"),
        Pattern("cisco", "cisco[-/ ](?:tct|tab|bot)(?:[^a-z]|$)", Mobile, "Cisco Jabber"),
        Pattern("zoiper", "zoiper (?:r?v[0-9]|for (?:android|ios|iphone)|ios|android)", Mobile, "Zoiper"),
        Pattern("restcomm", "restcomm ios", Mobile, "Restcomm iOS Client"),
        Pattern("restcomm", "restcomm android", Mobile, "Restcomm Android Client"),
        Pattern("portsip", "portsip.*(android|ios)", Mobile, "PortSIP UC Client $1"),
        Pattern("nokia", "nokia ?(?:sip)?.?(?:rm-|n[0-9]|e[0-9]|[0-9]{4})", Mobile, "Nokia"),

        // On a computer.
        Name("microsip", Soft, "MicroSIP"),
        Pattern("z ", "^z ([0-9]{1,2})[.]", Soft, "Zoiper $1"),
        Pattern("zoiper", "zoiper ?([3-9])(?:[^0-9]|$)", Soft, "Zoiper $1"),
        Name("zoiper|zoiper for windows", Soft, "Zoiper"),
        Name("x-lite", Soft, "X-Lite"),
        Name("x-pro", Soft, "X-PRO"),
        Name("eyebeam", Soft, "eyeBeam"),
        Name("bria", Soft, "Bria"),
        Pattern("3cx", "3cxphone|3cx ?(?:voip ?)?(?:phone|client|softphone|app|desktop)", Soft, "3CXPhone"),
        Pattern("linphone", "linphone[-_ ]?desktop", Soft, "Linphone Desktop"),
        Name("linphone|linphonec", Soft, "Linphone"),
        Name("jitsi|jitsi desktop", Soft, "Jitsi"),
        Name("sip communicator|sip-communicator", Soft, "SIP Communicator"),
        Name("pjsua", Soft, "PJSUA"),
        Name("baresip", Soft, "baresip"),
        Name("twinkle", Soft, "Twinkle"),
        Name("ekiga", Soft, "Ekiga"),
        Pattern("telephone", "^telephone[/ ][0-9]", Soft, "Telephone"),
        Name("phonerlite", Soft, "PhonerLite"),
        Name("phoner|sipper for phoner", Soft, "Phoner"),
        Name("blink", Soft, "Blink"),
        Pattern("jami|ring daemon", "(?:^|gnu )jami(?:[^a-z]|$)|ring daemon", Soft, "Jami"),
        Pattern("sflphone", "sflphone", Soft, "SFLphone"),
        Name("yateclient|yate-client", Soft, "Yate Client"),
        Pattern("sjphone|sjlabs", "sjphone", Soft, "SJphone"),
        Name("qutecom|wengophone", Soft, "QuteCom"),
        Name("kphone", Soft, "KPhone"),
        Name("express talk|expresstalk|nch software express talk", Soft, "Express Talk"),
        Pattern("mizu", "(?:^|[^a-z])mizu(?:phone|-?voip)?|^jvoip", Soft, "MizuPhone"),
        Name("adore softphone|adore", Soft, "Adore Softphone"),
        Name("gnomemeeting|opal", Soft, "Ekiga"),
        Name("empathy|telepathy-sofiasip", Soft, "Empathy"),
        Name("micollab", Soft, "MiCollab"),
        Name("sipsorcery", Soft, "sipsorcery"),
        Pattern("cisco|cipc", "cisco.?(?:csf|jabber)(?:[^a-z]|$)", Soft, "Cisco Jabber"),
        Pattern("cisco|cipc", "cisco.?(?:ipcommunicator|ip communicator|cipc)", Soft, "Cisco IP Communicator"),
        Pattern("avaya", "avaya.*android|avaya.*iphone|avaya.*ipad|avaya.*[^a-z]ios", Mobile, "Avaya Communicator"),
        Pattern("avaya", "avaya (sip softphone|communicator|workplace|ix workplace|equinox|flare|one-x communicator)", Soft, "Avaya $1"),
        Pattern("skype for business", "skype for business", Soft, "Skype for Business"),
        Pattern("ocphone|cpe/", "ocphone|^cpe/", Desk, "Lync Phone Edition"),
        Pattern("uccapi", "uccapi", Soft, "Microsoft Lync"),
        Name("windows rtc|rtc", Soft, "Windows RTC"),
        Pattern("pingtel", "pingtel.*winnt", Soft, "Pingtel"),
        Pattern("ringcentral", "ringcentral.*(?:android|ios|mobile)", Mobile, "RingCentral"),
        Name("ringcentral", Soft, "RingCentral"),
        Pattern("linkus", "linkus.*(?:android|ios|mobile)", Mobile, "Linkus"),
        Name("linkus", Soft, "Linkus"),

        // Libraries, which name themselves when their app does not.
        Pattern("belle-sip", "^(?:unknown .)?belle-?sip", Soft, "belle-sip"),
        Pattern("exosip", "^exosip", Soft, "eXosip"),
        Pattern("pjs", "^pjsip|^pjproject|^pjsua2", Soft, "PJSIP"),
    ];
}
