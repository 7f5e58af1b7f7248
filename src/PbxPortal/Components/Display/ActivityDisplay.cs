using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Display;

/// <summary>How a kind of event is called and drawn.</summary>
public static class ActivityDisplay
{
    public static string WordOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Registered => "Registered",
        ActivityKind.Moved => "Moved",
        ActivityKind.LoggedOut => "Logged out",
        ActivityKind.Expired => "Expired",
        ActivityKind.ForcedOut => "Forced out",
        ActivityKind.Refused => "Refused",
        ActivityKind.Allowed => "Allowed",
        ActivityKind.Replaced => "Replaced",
        ActivityKind.UserGone => "User gone",
        ActivityKind.Banned => "Banned",
        ActivityKind.Unbanned => "Unbanned",
        ActivityKind.ConnectionLost => "Connection lost",
        _ => kind.ToString(),
    };

    public static string IconOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Registered => PortalIcons.Online,
        ActivityKind.Moved => PortalIcons.Moved,
        ActivityKind.LoggedOut => PortalIcons.Left,
        ActivityKind.Expired => PortalIcons.Late,
        ActivityKind.ForcedOut => PortalIcons.KeptOut,
        ActivityKind.Refused => PortalIcons.Failing,
        ActivityKind.Allowed => PortalIcons.Check,
        ActivityKind.Replaced => PortalIcons.Offline,
        ActivityKind.Banned => PortalIcons.KeptOut,
        ActivityKind.Unbanned => PortalIcons.Check,
        ActivityKind.ConnectionLost => PortalIcons.Disconnected,
        _ => PortalIcons.User,
    };

    public static string ToneOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Registered or ActivityKind.Allowed or ActivityKind.Unbanned => "online",
        ActivityKind.Refused => "failing",
        ActivityKind.ForcedOut or ActivityKind.Banned => "kept-out",
        ActivityKind.Expired => "late",
        ActivityKind.ConnectionLost => "disconnected",
        ActivityKind.Moved => "asleep",
        _ => "offline",
    };
}
