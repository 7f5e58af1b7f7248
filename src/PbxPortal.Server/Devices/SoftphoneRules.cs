using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Phones that are programs on a computer, and the libraries that such programs are built with.</summary>
/// <remarks>
/// Immutable. These come before hardware, because makers of phones offer programs under their own name (<c>Cisco-CSF</c>).
/// </remarks>
internal static class SoftphoneRules
{
    public static readonly UserAgentRule[] All =
    [
        Name("microsip", Soft, "MicroSIP"),
        Pattern("z ", "^z ([0-9]{1,2})[.]", Soft, "Zoiper $1"),
        Pattern("zoiper", "zoiper ?([3-9])(?:[^0-9]|$)", Soft, "Zoiper $1"),
        Name("zoiper", Soft, "Zoiper"),
        Name("x-lite", Soft, "X-Lite"),
        Name("x-pro", Soft, "X-PRO"),
        Name("eyebeam", Soft, "eyeBeam"),
        Name("bria", Soft, "Bria"),
        Pattern("3cx", "3cxphone|3cx ?(?:voip ?)?(?:phone|client|softphone|app|desktop)", Soft, "3CXPhone"),
        Pattern("linphone", "linphone[-_ ]?desktop", Soft, "Linphone Desktop"),
        Pattern("linphone", "^(?:lib)?linphone", Soft, "Linphone"),
        Name("jitsi", Soft, "Jitsi"),
        Name("sip communicator|sip-communicator", Soft, "SIP Communicator"),
        Name("pjsua", Soft, "PJSUA"),
        Name("baresip", Soft, "baresip"),
        Name("twinkle", Soft, "Twinkle"),
        Name("ekiga", Soft, "Ekiga"),
        Pattern("telephone", "^telephone[/ ][0-9]", Soft, "Telephone"),
        Name("phonerlite", Soft, "PhonerLite"),
        Name("phoner", Soft, "Phoner"),
        Name("blink", Soft, "Blink"),
        Pattern("jami|ring daemon", "(?:^|gnu )jami(?:[^a-z]|$)|ring daemon", Soft, "Jami"),
        Pattern("sflphone", "sflphone", Soft, "SFLphone"),
        Name("yateclient|yate-client", Soft, "Yate Client"),
        Pattern("sjphone|sjlabs", "sjphone", Soft, "SJphone"),
        Name("qutecom|wengophone", Soft, "QuteCom"),
        Name("kphone", Soft, "KPhone"),
        Name("express talk|expresstalk", Soft, "Express Talk"),
        Pattern("mizu", "(?:^|[^a-z])mizu(?:phone|-?voip)?|^jvoip", Soft, "MizuPhone"),
        Name("adore", Soft, "Adore Softphone"),
        Name("gnomemeeting", Soft, "GnomeMeeting"),
        Name("opal", Soft, "OPAL"),
        Name("gizmo|gizmo-s2n1", Soft, "Gizmo"),
        Name("ubiquityuseragent|ubiquity sip user agent", Soft, "Ubiquity SIP User Agent"),
        Name("empathy|telepathy-sofiasip", Soft, "Empathy"),
        Name("micollab", Soft, "MiCollab"),
        Name("sipsorcery", Soft, "sipsorcery"),
        Pattern("cisco|cipc", "cisco.?(?:csf|jabber)(?:[^a-z]|$)", Soft, "Cisco Jabber"),
        Pattern("cisco|cipc", "cisco.?(?:ipcommunicator|ip communicator|cipc)", Soft, "Cisco IP Communicator"),
        Pattern("avaya", "avaya (sip softphone|communicator|workplace|ix workplace|equinox|flare|one-x communicator)", Soft, "Avaya $1"),
        Pattern("ocphone|cpe/", "ocphone|^cpe/", Desk, "Lync Phone Edition"),
        Pattern("skype for business", "skype for business", Soft, "Skype for Business"),
        Pattern("uccapi", "uccapi", Soft, "Microsoft Lync"),
        Name("windows rtc|rtc", Soft, "Windows RTC"),
        Pattern("pingtel", "pingtel.*winnt", Soft, "Pingtel"),
        Name("ringcentral", Soft, "RingCentral"),
        Name("linkus", Soft, "Linkus"),
        Pattern("portsip", "portsip (?:one|voip|uc|softphone|sdk)", Soft, "PortSIP"),

        // Libraries, which name themselves when their app does not. That of Linphone is the apps' before it is the desktops'.
        Pattern("linphonesdk", "(?:windows|macos|linux|ubuntu|desktop).*linphonesdk", Soft, ""),
        Pattern("linphonesdk", "linphonesdk", Mobile, ""),
        Pattern("belle-sip", "^(?:unknown .)?belle-?sip", Soft, "belle-sip"),
        Pattern("exosip", "^exosip", Soft, "eXosip"),
        Pattern("sofia-sip", "^sofia-sip", Soft, "Sofia-SIP"),
        Pattern("pjs", "^pjsip|^pjproject|^pjsua2", Soft, "PJSIP"),
    ];
}
