using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Words that tell the class when neither maker nor app is known; the product stays the first token.</summary>
/// <remarks>Immutable.</remarks>
internal static class WordRules
{
    public static readonly UserAgentRule[] All =
    [
        Pattern("phone", "^((?:ip|sip|voip)[- ]phone)(?:[^a-z]|$)", Desk, "$1"),
        Pattern("mobile", "(?:^|[^a-z])mobile|mobile(?:[^a-z]|$)", Mobile, ""),
        Pattern("door|intercom|doorphone|camera|paging|speaker", "(?:^|[^a-z])door|doorphone|doorstation|intercom|camera|paging|(?:^|[^a-z])speaker", Door, ""),
        Pattern("browser|web", "browser|web ?phone|web ?client|(?:^|[^a-z])web(?:[^a-z]|$)", WebRtc, ""),
        Pattern("gateway|sbc|pbx|trunk|softswitch|b2bua|proxy|server|border", "gateway|(?:^|[^a-z])sbc|pbx|trunk|soft-?switch|b2bua|proxy|(?:^|[^a-z])server|session border", Pbx, ""),
        Pattern("ata|fxs|router|adapter|ont|dsl|gpon", "[avg]?dsl|gpon|(?:^|[^a-z])(?:ata|fxs|ont|router|adapter)(?:[^a-z]|$)|fxs|(?:^|[^a-z])ata-?[0-9]{2,}", Ata, ""),
        Pattern("softphone|soft phone|soft-phone", "soft[- ]?phone", Soft, ""),
        Pattern("windows|win32|win64|macos|mac os|linux|x86_64|darwin|desktop|electron|qt/|winnt|ubuntu", "windows|win(?:32|64|nt)|mac ?os|linux|x86_64|darwin|desktop|electron|(?:^|[^a-z])qt/|ubuntu", Soft, ""),
        Pattern("dect|phone|handset|conference", "dect|(?:ip|sip|desk|voip|wifi)[-_ ]?phone|handset|conference", Desk, ""),
    ];
}
