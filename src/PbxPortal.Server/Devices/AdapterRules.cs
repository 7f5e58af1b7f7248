using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Analogue telephone adapters, and the routers of homes and branches that have sockets for phones.</summary>
/// <remarks>Immutable. These come before desk phones, because makers give both one name and tell them by the model.</remarks>
internal static class AdapterRules
{
    public static readonly UserAgentRule[] All =
    [
        // Grandstream HandyTone and GXW, Cisco/Linksys/Sipura, AudioCodes, Obihai.
        Family("ht", "HT", Ata, "Grandstream"),
        Family("gxw", "GXW", Ata, "Grandstream"),
        Family("gwn", "GWN", Ata, "Grandstream"),
        Pattern("handytone", "handytone[-_ ]?([0-9]{3})?", Ata, "Grandstream HandyTone $1"),
        Pattern("linksys", "linksys.((?:pap2|spa(?:1[0-9]{2,3}|2[0-9]{2,3}|3[0-9]{3}|400|8[08]00)|rtp|wrt[a-z]?|wag|wrp)[0-9a-z]*)", Ata, "Linksys $1"),
        Pattern("sipura", "sipura.(spa(?:1[0-9]{3}|2[0-9]{3}|3[0-9]{3}))", Ata, "Sipura $1"),
        Pattern("spa", "(?:^|[^a-z0-9])(spa(?:1[0-9]{2,3}|2[0-9]{2,3}|3[0-9]{3}|400|8[08]00)[a-z]{0,2})", Ata, "Cisco $1"),
        Pattern("cisco", "cisco.?((?:wrp|rtp|srp)[0-9]{3}[a-z]?|(?:dpc|epc|dpq)[0-9]{4})", Ata, "Cisco $1"),
        Pattern("pap2", "(?:^|[^a-z])(pap2t?)", Ata, "Linksys $1"),
        Pattern("cisco", "cisco.*?ata[- ]?([0-9]{3})", Ata, "Cisco ATA $1"),
        Pattern("mp", "(?:^|[^a-z])(mp-?[125][0-9]{1,3})[a-z]?(?:[^0-9]|$)", Ata, "AudioCodes $1"),
        Pattern("obi", "(?:^|[^a-z])(obi[0-9]{3})(?:[^0-9]|$)", Ata, "Obihai $1"),
        Pattern("poly", "poly[a-z]*[-_ /]*ata[-_ ]?([0-9]{3})", Ata, "Poly ATA $1"),

        // Other adapters.
        Maker("mediatrix", Ata, "Mediatrix"),
        Pattern("patton|smartnode", "(?:patton|smartnode).*?(sn4[0-9]{3}[a-z]*|m-?ata)", Ata, "Patton $1"),
        Name("patton|smartnode", Ata, "Patton SmartNode"),
        Pattern("tau-", "(?:^|[^a-z])(tau-[0-9]+[a-z]?)", Ata, "Eltex $1"),
        Pattern("rg-|ntu-|ntp-", "^(?:eltex )?((?:rg|ntu|ntp)-[0-9a-z]+(?:-[a-z]{1,4})?)(?:[^a-z0-9]|$)", Ata, "Eltex $1"),
        Pattern("dble", "^dble", Ata, "GoIP"),
        Pattern("goip", "(?:^|[^a-z])goip", Ata, "GoIP"),
        Pattern("yeastar|ta", "yeastar[-_ ]*(ta[0-9]{3,4})", Ata, "Yeastar $1"),
        Pattern("dinstar|dag", "(?:^|[^a-z])(dag[0-9]{3,4})", Ata, "Dinstar $1"),
        Pattern("flyingvoice|fta|g50", "(?:^|[^a-z])(fta[0-9]{4}|flyingvoice g[0-9]{3})", Ata, "Flyingvoice $1"),
        Pattern("new rock|newrock|hx4", "new ?rock[- /]*((?:hx|mx|om)[0-9]+[a-z]?)?", Ata, "New Rock $1"),
        Pattern("dvg-", "(?:d-?link[- /]*)?(dvg-?[0-9a-z]+)", Ata, "D-Link $1"),
        Name("magicjack|majicjack|mjproxy", Ata, "magicJack"),
        Name("ooma", Ata, "Ooma"),
        Name("intelbras gkm|gkm", Ata, "Intelbras GKM"),
        Pattern("iad", "(?:^|[^a-z])(?:huawei )?iad[0-9]{3}", Ata, "Huawei IAD"),
        Pattern("total_access|total access", "total[_ ]access[_ ]?([0-9]{3}[a-z]?)", Ata, "ADTRAN Total Access $1"),
        Name("addpac", Ata, "AddPac"),
        Pattern("a/b|ab", "auerswald a/b", Ata, "Auerswald a/b"),

        // Routers.
        Pattern("speedport", "speedport[-_ ]?((?:w|smart|pro|neo|entry|hybrid) ?[0-9]{0,3}[a-z]?)(?:[^a-z0-9.]|$)", Ata, "Speedport $1"),
        Name("speedport", Ata, "Speedport"),
        Pattern("fritz!fon", "fritz!?fon[- ]?([0-9]{4})", Ata, "FRITZ!Fon $1"),
        Pattern("fritz", "fritz!?box (?:fon )?(?:wlan )?(?:fon )?([0-9]{3,4}[a-z]?(?: (?:lte|ax|cable|fiber|5g))?)(?:[^0-9a-z.]|$)", Ata, "FRITZ!Box $1"),
        Pattern("fritz", "fritz!?box", Ata, "FRITZ!Box"),
        Name("fritz!os", Ata, "FRITZ!Box"),
        Pattern("multibox", "multibox ?([0-9]{4})?", Ata, "AVM Multibox $1"),
        Name("avm", Ata, "AVM"),
        Pattern("easybox", "easybox[- ]?([0-9]{3})?", Ata, "EasyBox $1"),
        Pattern("zxhn", "zxhn[- ]([fh][0-9]{3}[a-z]?)", Ata, "ZTE $1"),
        Pattern("/v", "^(?:zte )?([fh][0-9]{3}[a-z]?)/v", Ata, "ZTE $1"),
        Pattern("zte|zxa", "^zte|^zxa", Ata, "ZTE"),
        Pattern("huawei", "huawei.*home ?gateway", Ata, "Huawei HomeGateway"),
        Pattern("echolife|hg|eg8|hs8", "(?:^|[^a-z])(?:huawei[- ]|echolife[- ])?((?:hg|eg|hs)[0-9]{3,4}[a-z]?[0-9]?)(?:[^a-z0-9]|$)", Ata, "Huawei $1"),
        Pattern("tg", "(?:thomson|technicolor|mediaaccess)[ /-]*(tg[0-9]{3}[a-z]*)", Ata, "Technicolor $1"),
        Pattern("technicolor|vant-|dga", "technicolor|(?:^|[^a-z])vant-|dga[0-9]{4}", Ata, "Technicolor"),
        Pattern("tilgin|vood", "tilgin|vood", Ata, "Tilgin Vood"),
        Pattern("sagem|f@st", "f@st[-_ ]?([0-9]{4})", Ata, "Sagemcom F@st $1"),
        Name("sagemcom|sagem|livebox", Ata, "Sagemcom"),
        Maker("zyxel", Ata, "Zyxel"),
        Pattern("vmg|p-26|p26|p-23", "^((?:vmg|p-?2[36])[0-9]{2,4}[a-z-]*)", Ata, "Zyxel $1"),
        Pattern("home&life", "home&life", Ata, "Home&Life HUB"),
        Pattern("draytek|vigor", "(?:draytek.*)?vigor[-_ ]?([0-9]{4}[a-z]{0,3})?(?:[^a-z0-9.]|$)|draytek", Ata, "DrayTek Vigor $1"),
        Pattern("tp-link|archer", "tp-?link[- /]*(archer ?[a-z]{1,2}[0-9]{2,4}[a-z]?|td-?[a-z]{1,2}[0-9]{4})?", Ata, "TP-Link $1"),
        Pattern("lancom", "lancom[- /]*([0-9]{3,4}[a-z]{0,4})?", Ata, "LANCOM $1"),
        Pattern("be.ip|bintec", "(?:bintec|elmeg)[- ]*be[.]ip|^be[.]ip|bintec", Ata, "bintec be.IP"),
        Maker("genexis", Ata, "Genexis"),
        Maker("inteno|iopsys", Ata, "Inteno"),
        Maker("icotera", Ata, "Icotera"),
        Maker("innbox|iskratel", Ata, "Innbox"),
        Maker("calix", Ata, "Calix"),
        Maker("arris|touchstone", Ata, "Arris"),
        Maker("comtrend", Ata, "Comtrend"),
        Maker("smartrg", Ata, "SmartRG"),
        Maker("asus", Ata, "ASUS"),
        Maker("keenetic", Ata, "Keenetic"),
        Maker("netgear", Ata, "Netgear"),
        Maker("hitron", Ata, "Hitron"),
        Pattern("-240|ont", "(?:alcatel|nokia|alu).*?([ig]-[0-9]{3}[a-z]?-[a-z])", Ata, "Nokia $1"),
    ];
}
