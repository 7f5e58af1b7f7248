using PbxPortal.Server.Calls;

namespace PbxPortal.Components.Display;

/// <summary>How it is shown that a device rings or is in a call.</summary>
public static class DeviceCallDisplay
{
    public static string WordOf(DeviceCallState state) => state switch
    {
        DeviceCallState.Calling => "Calling",
        DeviceCallState.Ringing => "Ringing",
        DeviceCallState.InCall => "In call",
        _ => "",
    };

    public static string IconOf(DeviceCallState state) => state == DeviceCallState.Ringing ? PortalIcons.Ringing : PortalIcons.Call;
}
