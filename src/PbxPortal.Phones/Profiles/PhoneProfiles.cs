using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Profiles;

/// <summary>The products that are simulated.</summary>
public static class PhoneProfiles
{
    private const string InstanceOfUuid = ";+sip.instance=\"<urn:uuid:{uuid}>\"";

    private const string InstanceOfMac = ";reg-id={line};+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-{MAC}>\"";

    /// <summary>No instance and no parameter: only address and User-Agent tell the device.</summary>
    public static PhoneProfile YealinkT46U { get; } = new()
    {
        Name = "Yealink T46U",
        Class = PhoneClass.Desk,
        UserAgent = "Yealink SIP-T46U 108.86.0.20",
        Contact = "<sip:{user}@{hostport}{;transport}>",
        Supported = "replaces",
        Allow = "INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE",
        ReusesNonce = false,
    };

    /// <summary>The MAC address is appended to the User-Agent.</summary>
    public static PhoneProfile YealinkT53W { get; } = YealinkT46U with
    {
        Name = "Yealink T53W",
        UserAgent = "Yealink SIP-T53W 96.87.0.16 {mac}",
        Transport = TransportProtocol.Tcp,
    };

    public static PhoneProfile YealinkW60B { get; } = YealinkT46U with
    {
        Name = "Yealink W60B",
        UserAgent = "Yealink W60B 77.83.0.85",
    };

    /// <summary>Commas inside a quoted Contact parameter.</summary>
    public static PhoneProfile PolyVvx250 { get; } = new()
    {
        Name = "Poly VVX 250",
        Class = PhoneClass.Desk,
        UserAgent = "PolycomVVX-VVX_250-UA/6.4.3.5156",
        Contact = "<sip:{user}@{hostport}{;transport}>"
            + ";methods=\"INVITE,ACK,BYE,CANCEL,OPTIONS,INFO,MESSAGE,SUBSCRIBE,NOTIFY,PRACK,UPDATE,REFER\"",
        Supported = "100rel,replaces",
    };

    public static PhoneProfile PolyVvx350 { get; } = PolyVvx250 with
    {
        Name = "Poly VVX 350",
        UserAgent = "PolycomVVX-VVX_350-UA/5.9.5.0614",
    };

    /// <summary>A <c>line</c> in the URI, and a <c>reg-id</c> without an instance.</summary>
    public static PhoneProfile SnomD785 { get; } = new()
    {
        Name = "snom D785",
        Class = PhoneClass.Desk,
        UserAgent = "snomD785/10.1.84.12",
        Contact = "<sip:{user}@{hostport}{;transport};line={token}>;reg-id={line};q=1.0;audio;mobility=\"fixed\""
            + ";duplex=\"full\";description=\"snomD785\";actor=\"principal\";events=\"dialog\"",
        Supported = "path, gruu",
    };

    /// <summary>The MAC address in the instance, and parameter names with exclamation marks and dots.</summary>
    public static PhoneProfile Cisco8841 { get; } = new()
    {
        Name = "Cisco CP-8841",
        Class = PhoneClass.Desk,
        UserAgent = "Cisco-CP8841/12.6.1",
        Contact = "<sip:{uuid}@{hostport}{;transport}>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-{mac}>\""
            + ";+u.sip!devicename.ccm.cisco.com=\"SEP{MAC}\";+u.sip!model.ccm.cisco.com=\"683\"",
        Supported = "replaces,join,sdp-anat,norefersub,resource-priority,extended-refer,X-cisco-callinfo",
        Transport = TransportProtocol.Tcp,
    };

    /// <summary>Old enough to answer without qop.</summary>
    public static PhoneProfile Cisco7960 { get; } = new()
    {
        Name = "Cisco CP-7960",
        Class = PhoneClass.Desk,
        UserAgent = "Cisco-CP7960G/8.0",
        Contact = "<sip:{user}@{hostport}{;transport}>",
        Supported = "",
        UsesQop = false,
    };

    public static PhoneProfile CiscoSpa504G { get; } = new()
    {
        Name = "Cisco SPA504G",
        Class = PhoneClass.Desk,
        UserAgent = "Cisco/SPA504G-7.5.5",
        Contact = "\"{name}\" <sip:{user}@{hostport}{;transport}>",
        PutsExpiresInContact = true,
    };

    public static PhoneProfile GrandstreamGxp2170 { get; } = new()
    {
        Name = "Grandstream GXP2170",
        Class = PhoneClass.Desk,
        UserAgent = "Grandstream GXP2170 1.0.11.57",
        Contact = "<sip:{user}@{hostport}{;transport}>" + InstanceOfMac,
        Supported = "path, gruu",
    };

    public static PhoneProfile FanvilX4U { get; } = new()
    {
        Name = "Fanvil X4U",
        Class = PhoneClass.Desk,
        UserAgent = "Fanvil X4U 2.12.7.6",
        Contact = "<sip:{user}@{hostport}{;transport}>",
    };

    public static PhoneProfile GigasetC530 { get; } = new()
    {
        Name = "Gigaset C530 IP",
        Class = PhoneClass.Desk,
        UserAgent = "C530A IP/42.231.00.000.000",
        Contact = "<sip:{user}@{hostport}{;transport}>",
        ReusesNonce = false,
    };

    /// <summary>Push parameters in the URI, an instance, and the old contact taken back when the network changes.</summary>
    public static PhoneProfile LinphoneIos { get; } = new()
    {
        Name = "Linphone iOS",
        Class = PhoneClass.Mobile,
        UserAgent = "LinphoneiOS/5.2.3 (iPhone) LinphoneSDK/5.3.47 (tags/5.3.47^0)",
        Contact = "<sip:{user}@{hostport};pn-provider=apns;pn-param=ABCD1234.org.linphone.phone.voip&remote"
            + ";pn-prid={push}:voip&{push}:remote;pn-timeout=0;pn-silent=1{;transport}>" + InstanceOfUuid
            + ";+org.linphone.specs=\"groupchat/1.2,lime\"",
        Supported = "replaces, outbound, gruu, path, record-aware",
        Algorithms = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5],
        Transport = TransportProtocol.Tcp,
        RetiresOldContact = true,
    };

    public static PhoneProfile LinphoneAndroid { get; } = LinphoneIos with
    {
        Name = "Linphone Android",
        UserAgent = "LinphoneAndroid/5.2.5 (Pixel 8) LinphoneSDK/5.3.47 (tags/5.3.47^0)",
        Contact = "<sip:{user}@{hostport};pn-provider=fcm;pn-param=929724111839;pn-prid={push}:APA91b{push}"
            + ";pn-timeout=0;pn-silent=1{;transport}>" + InstanceOfUuid + ";+org.linphone.specs=\"groupchat/1.2,lime\"",
    };

    public static PhoneProfile BriaMobile { get; } = new()
    {
        Name = "Bria Mobile iOS",
        Class = PhoneClass.Mobile,
        UserAgent = "Bria Mobile iOS release 6.23.5 stamp 54641.54641",
        Contact = "<sip:{user}@{hostport};rinstance={token}{;transport}>;reg-id={line}" + InstanceOfUuid,
        Supported = "outbound, path, eventlist",
        Transport = TransportProtocol.Tcp,
    };

    public static PhoneProfile LinphoneDesktop { get; } = new()
    {
        Name = "Linphone Desktop",
        Class = PhoneClass.Soft,
        UserAgent = "Linphone Desktop/4.2.3 (Ubuntu 20.04.1 LTS, Qt 5.12.5) LinphoneCore/4.4.2",
        Contact = "<sip:{user}@{hostport}{;transport}>" + InstanceOfUuid,
        Supported = "replaces, outbound, gruu, path",
        Algorithms = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5],
        RetiresOldContact = true,
    };

    /// <summary>An <c>rinstance</c> that lasts while the program runs.</summary>
    public static PhoneProfile XLite { get; } = new()
    {
        Name = "X-Lite 4",
        Class = PhoneClass.Soft,
        UserAgent = "X-Lite 4 release 4.0 stamp 58832",
        Contact = "<sip:{user}@{hostport};rinstance={token}{;transport}>",
        PutsExpiresInContact = true,
    };

    public static PhoneProfile Bria { get; } = XLite with
    {
        Name = "Bria",
        UserAgent = "Bria 3 release 3.5.5 stamp 71243",
        Contact = "<sip:{user}@{hostport};rinstance={token}{;transport}>;reg-id={line}" + InstanceOfUuid,
    };

    /// <summary><c>ob</c> in the URI, and the old contact taken back when the address changes.</summary>
    public static PhoneProfile MicroSip { get; } = new()
    {
        Name = "MicroSIP",
        Class = PhoneClass.Soft,
        UserAgent = "MicroSIP/3.22.3",
        Contact = "\"{name}\" <sip:{user}@{hostport}{;transport};ob>",
        Supported = "",
        RequestedExpires = TimeSpan.FromMinutes(5),
        RetiresOldContact = true,
    };

    public static PhoneProfile Baresip { get; } = new()
    {
        Name = "baresip",
        Class = PhoneClass.Soft,
        UserAgent = "baresip v3.11.0 (x86_64/Linux)",
        Contact = "<sip:{user}-0x55{token}@{hostport}{;transport}>" + InstanceOfUuid,
        Supported = "gruu",
        PutsExpiresInContact = true,
        RefreshAfter = 0.9,
    };

    public static PhoneProfile Zoiper { get; } = new()
    {
        Name = "Zoiper 5",
        Class = PhoneClass.Soft,
        UserAgent = "Z 5.6.13 v2.10.20.14",
        Contact = "<sip:{user}@{hostport};rinstance={token}{;transport}>",
        Supported = "replaces, norefersub, extended-refer, timer, sec-agree, outbound, path, X-cisco-serviceuri",
        RequestedExpires = TimeSpan.FromMinutes(1),
    };

    /// <summary>Two analogue ports, so two bindings with one instance and two line numbers.</summary>
    public static PhoneProfile GrandstreamHt802 { get; } = new()
    {
        Name = "Grandstream HT802",
        Class = PhoneClass.Ata,
        UserAgent = "Grandstream HT802 1.0.29.8",
        Contact = "<sip:{user}@{hostport}{;transport}>" + InstanceOfMac,
        Supported = "path, gruu",
    };

    public static PhoneProfile CiscoSpa122 { get; } = new()
    {
        Name = "Cisco SPA122",
        Class = PhoneClass.Ata,
        UserAgent = "Cisco/SPA122-1.4.1(SR5)",
        Contact = "\"{name}\" <sip:{user}@{hostport}{;transport}>",
        PutsExpiresInContact = true,
    };

    public static PhoneProfile AkuvoxR29 { get; } = new()
    {
        Name = "Akuvox R29",
        Class = PhoneClass.Door,
        UserAgent = "Akuvox R29C 29.30.2.12",
        Contact = "<sip:{user}@{hostport}{;transport}>",
        Supported = "",
    };

    /// <summary>A page in a browser: no address of its own, and WebSocket only, for which it is not among <see cref="All"/>.</summary>
    public static PhoneProfile JsSip { get; } = new()
    {
        Name = "JsSIP",
        Class = PhoneClass.WebRtc,
        UserAgent = "JsSIP 3.10.0",
        Contact = "<sip:{token}@{token}.invalid;transport=ws>;+sip.ice;reg-id={line}" + InstanceOfUuid,
        Supported = "path,gruu,outbound",
        RequestedExpires = TimeSpan.FromMinutes(10),
        PutsExpiresInContact = true,
        Transport = TransportProtocol.Ws,
    };

    public static IReadOnlyList<PhoneProfile> All { get; } =
    [
        YealinkT46U, YealinkT53W, YealinkW60B, PolyVvx250, PolyVvx350, SnomD785, Cisco8841, Cisco7960, CiscoSpa504G,
        GrandstreamGxp2170, FanvilX4U, GigasetC530, LinphoneIos, LinphoneAndroid, BriaMobile, LinphoneDesktop, XLite, Bria,
        MicroSip, Baresip, Zoiper, GrandstreamHt802, CiscoSpa122, AkuvoxR29,
    ];
}
