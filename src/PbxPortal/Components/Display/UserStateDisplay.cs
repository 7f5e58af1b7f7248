using PbxPortal.Administration;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Display;

/// <summary>How a user's state is shown: icon, word and colour are those of the device's status that decides it.</summary>
public static class UserStateDisplay
{
    public static string WordOf(UserState state) => state switch
    {
        UserState.NoDevice => "No device",
        UserState.Disabled => "Disabled",
        _ => DeviceStatusDisplay.WordOf(StatusOf(state)),
    };

    public static string ToneOf(UserState state) => state switch
    {
        UserState.NoDevice => "offline",
        UserState.Disabled => "kept-out",
        _ => DeviceStatusDisplay.ToneOf(StatusOf(state)),
    };

    public static string IconOf(UserState state) => state switch
    {
        UserState.NoDevice => PortalIcons.NeverSeen,
        UserState.Disabled => PortalIcons.KeptOut,
        _ => DeviceStatusDisplay.IconOf(StatusOf(state)),
    };

    private static DeviceStatus StatusOf(UserState state) => state switch
    {
        UserState.Failing => DeviceStatus.Failing,
        UserState.Late => DeviceStatus.Late,
        UserState.Disconnected => DeviceStatus.Disconnected,
        UserState.Online => DeviceStatus.Online,
        UserState.Asleep => DeviceStatus.Asleep,
        UserState.KeptOut => DeviceStatus.KeptOut,
        UserState.Offline => DeviceStatus.Offline,
        _ => DeviceStatus.NeverSeen,
    };
}
