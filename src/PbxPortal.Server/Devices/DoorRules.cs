using static PbxPortal.Server.Devices.DeviceClass;
using static PbxPortal.Server.Devices.UserAgentRule;

namespace PbxPortal.Server.Devices;

/// <summary>Door stations, intercoms, cameras that talk, and paging: what rings or speaks without a handset.</summary>
/// <remarks>Immutable.</remarks>
internal static class DoorRules
{
    public static readonly UserAgentRule[] All =
    [
        // Makers who build phones as well: the model decides.
        Pattern("fanvil", "fanvil[-_ /]*((?:i[0-9]{2,3}|pa[0-9]|cs[0-9]{1,2}|y[0-9]{3}|w61)[a-z]{0,3}(?:-[a-z])?)(?:[^a-z0-9.]|$)", Door, "Fanvil $1"),
        Family("gds|gsc", "GDS|GSC", Door, "Grandstream"),
        Pattern("gxv3", "(?:^|[^a-z])(gxv3[56][0-9]{2}[a-z]{0,3})", Door, "Grandstream $1"),
        Pattern("akuvox", "akuvox[-_ /]*(?:(?:sp|vp)-)(r5[0-9][a-z]?|r4[0-9][a-z]?)", Desk, "Akuvox $1"),
        Pattern("akuvox", "akuvox[-_ /]*([a-z]{1,2}[0-9]{2,3}[a-z]?)(?:[^a-z0-9.]|$)", Door, "Akuvox $1"),
        Name("akuvox", Door, "Akuvox"),
        Pattern("snom", "snom[-_ /]*(pa[0-9]+[a-z]?)", Door, "Snom $1"),
        Pattern("ntv", "(kx-?ntv[0-9]{3})", Door, "Panasonic $1"),
        Pattern("tfs|doorline", "tfs-dialog|doorline", Door, "DoorLine"),
        Pattern("xpe", "(?:intelbras )?xpe ?-?([0-9]{4})", Door, "Intelbras XPE $1"),

        // Makers of nothing else.
        Pattern("doorbird|birdguard", "doorbird[-_ /]*(d[0-9]{3,4}[a-z]{0,2})?", Door, "DoorBird $1"),
        Pattern("2n", "(?:^|[^a-z0-9])2n[-_ ](?:(?:helios )?ip |helios )?(force|verso|vario|base|style|solo|uni|safety|audio kit|video kit|one)", Door, "2N IP $1"),
        Pattern("2n", "(?:^|[^a-z0-9])2n(?:[-_ ]+(helios|indoor|clip|sip speaker|sip audio|lte verso)|[^a-z0-9]|$)", Door, "2N $1"),
        Pattern("axis", "(?:^|[^a-z])axis[- ]([a-z][0-9]{4}(?:-[a-z]{1,3})?)", Door, "Axis $1"),
        Pattern("axis", "^axis(?:[^a-z]|$)", Door, "Axis"),
        Pattern("dahua|vto|vth", "(vt[oh][a-z]?[0-9]{3,4}[a-z]*(?:-[a-z0-9]+)?)", Door, "Dahua $1"),
        Name("dahua", Door, "Dahua"),
        Pattern("hikvision|ds-k", "(ds-k[a-z0-9]{3,8})", Door, "Hikvision $1"),
        Name("hikvision", Door, "Hikvision"),
        Maker("algo", Door, "Algo"),
        Name("cyberdata", Door, "CyberData"),
        Name("zenitel|stentofon|vingtor", Door, "Zenitel"),
        Name("commend", Door, "Commend"),
        Name("siedle", Door, "Siedle"),
        Maker("bas-ip|basip", Door, "BAS-IP"),
        Maker("dnake", Door, "Dnake"),
        Maker("zkteco", Door, "ZKTeco"),
        Name("mobotix", Door, "Mobotix"),
        Name("robin", Door, "Robin"),
        Maker("aiphone", Door, "Aiphone"),
        Name("butterflymx", Door, "ButterflyMX"),
        Name("fermax", Door, "Fermax"),
        Name("comelit", Door, "Comelit"),
        Name("urmet", Door, "Urmet"),
        Name("bticino|legrand", Door, "BTicino"),
        Name("gira", Door, "Gira"),
        Name("behnke", Door, "Behnke"),
        Name("baudisch", Door, "Baudisch"),
        Name("slinex", Door, "Slinex"),
        Name("castel", Door, "Castel"),
        Name("alphatech", Door, "Alphatech"),
        Name("loxone", Door, "Loxone"),
        Name("tador", Door, "Tador"),
        Name("valcom", Door, "Valcom"),
        Pattern("viking", "^viking", Door, "Viking"),
        Name("barix|annuncicom", Door, "Barix"),
        Name("bogen|nyquist", Door, "Bogen"),
        Name("atlasied|atlas ied", Door, "AtlasIED"),
        Name("netspeaker", Door, "NetSpeaker"),
        Name("gai-tronics", Door, "GAI-Tronics"),

        // Words that a maker of phones puts behind its name when it is no phone.
        Pattern("door", "door[- ]?(?:phone|station|bell|panel|unit)", Door, ""),
        Pattern("intercom", "intercom", Door, ""),
    ];
}
