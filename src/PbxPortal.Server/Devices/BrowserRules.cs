using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Phones in a browser: the JavaScript libraries, and browsers that send their own User-Agent.</summary>
/// <remarks>
/// Immutable. These come first, because a browser names the system it runs on, mobile or not.
/// </remarks>
internal static class BrowserRules
{
    public static readonly UserAgentRule[] All =
    [
        Pattern("browser phone|browser-phone|browserphone", "browser[- ]?phone", WebRtc, "Browser Phone"),
        Name("jssip", WebRtc, "JsSIP"),
        Pattern("sip.js|sipjs", "sip[.]?js(?:[^a-z]|$)", WebRtc, "SIP.js"),
        Pattern("sipml", "sipml[0-9]?", WebRtc, "sipML5"),
        Name("saraphone|saraphoneapp", WebRtc, "SaraPhone"),
        Name("ctxsip|ctxphone", WebRtc, "ctxSip"),
        Name("dart-sip-ua", WebRtc, "dart-sip-ua"),
        Name("ringcentral for outlook", WebRtc, "RingCentral"),
        Pattern("webrtc", "^([a-z0-9]{2,20})[-_ ].*webrtc(?:[^a-z0-9]|$)", WebRtc, "$1 WebRTC"),
        Pattern("webrtc", "webrtc(?:[^a-z0-9]|$)", WebRtc, ""),
        Pattern("mozilla", "mozilla/.* edg[a-z]*/", WebRtc, "Microsoft Edge"),
        Pattern("mozilla", "mozilla/.* (?:opr|opera)/", WebRtc, "Opera"),
        Pattern("mozilla", "mozilla/.* (?:firefox|fxios)/", WebRtc, "Firefox"),
        Pattern("mozilla", "mozilla/.* (?:chrome|crios)/", WebRtc, "Chrome"),
        Pattern("mozilla", "mozilla/.* safari/", WebRtc, "Safari"),
    ];
}
