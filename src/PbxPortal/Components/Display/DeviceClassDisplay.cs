using PbxPortal.Server.Devices;

namespace PbxPortal.Components.Display;

/// <summary>How a class of device is called and drawn.</summary>
public static class DeviceClassDisplay
{
    public static string WordOf(DeviceClass deviceClass) => deviceClass switch
    {
        DeviceClass.Desk => "Desk",
        DeviceClass.Soft => "Soft",
        DeviceClass.Mobile => "Mobile",
        DeviceClass.Ata => "ATA",
        DeviceClass.WebRtc => "Browser",
        DeviceClass.Door => "Door",
        DeviceClass.Pbx => "PBX",
        _ => "Unknown",
    };

    /// <summary>In small letters, except for what is an abbreviation.</summary>
    public static string WordInSentence(DeviceClass deviceClass) =>
        deviceClass is DeviceClass.Ata or DeviceClass.Pbx ? WordOf(deviceClass) : WordOf(deviceClass).ToLowerInvariant();

    public static string IconOf(DeviceClass deviceClass) => deviceClass switch
    {
        DeviceClass.Desk => PortalIcons.Desk,
        DeviceClass.Soft => PortalIcons.Soft,
        DeviceClass.Mobile => PortalIcons.Mobile,
        DeviceClass.Ata => PortalIcons.Ata,
        DeviceClass.WebRtc => PortalIcons.WebRtc,
        DeviceClass.Door => PortalIcons.Door,
        DeviceClass.Pbx => PortalIcons.Pbx,
        _ => PortalIcons.Unknown,
    };
}
