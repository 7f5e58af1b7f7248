namespace PbxPortal.Server.Devices;

/// <summary>What kind of thing registers; the stored number is the enum's value, so values are never renumbered.</summary>
public enum DeviceClass
{
    Unknown = 0,
    Desk = 1,
    Soft = 2,
    Mobile = 3,
    Ata = 4,
    WebRtc = 5,
    Door = 6,
    Pbx = 7,
}
