using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Display;

/// <summary>How a device's status is shown, everywhere the same: icon, word, colour, and a quiet second line with a moment in it.</summary>
/// <param name="Icon">One of the <see cref="PortalIcons"/>.</param>
/// <param name="Word">One word or two, sentence case.</param>
/// <param name="Tone">The style class that carries the colour.</param>
/// <param name="Before">The second line up to the moment.</param>
/// <param name="At">The moment in the second line; <c>null</c>: none.</param>
/// <param name="Style">How the moment is written.</param>
/// <param name="After">The second line behind the moment.</param>
/// <remarks>Immutable.</remarks>
public sealed record DeviceStatusDisplay(
    string Icon, string Word, string Tone, string Before, DateTimeOffset? At = null, MomentStyle Style = MomentStyle.Clock, string After = "")
{
    public static DeviceStatusDisplay Of(DeviceState device)
    {
        var (icon, word, tone) = (IconOf(device.Status), WordOf(device.Status), ToneOf(device.Status));
        return device.Status switch
        {
            DeviceStatus.Failing when device.Reason.Length > 0 => new(icon, word, tone, device.Reason),
            DeviceStatus.Late when device.IsSilent => new(icon, word, tone, "no answer since", device.Since),
            DeviceStatus.Late when device.NextRefreshAt is { } due =>
                new(icon, word, tone, "refresh due", due, MomentStyle.Relative),
            DeviceStatus.Asleep => new(icon, word, tone, device.Reason.Length > 0 ? device.Reason : "wakes by push"),
            DeviceStatus.KeptOut when device.KeptOutUntil is { } until =>
                new(icon, word, tone, "until", until, After: WithComma(device.Reason)),
            DeviceStatus.KeptOut => new(icon, word, tone, "until allowed" + WithComma(device.Reason)),
            DeviceStatus.Offline when device.Reason.Length > 0 => new(icon, word, tone, device.Reason, device.Since),
            DeviceStatus.NeverSeen => new(icon, word, tone, device.Reason.Length > 0 ? device.Reason : "has not registered yet"),
            _ => new(icon, word, tone, "since", device.Since),
        };
    }

    public static string WordOf(DeviceStatus status) => status switch
    {
        DeviceStatus.Failing => "Failing",
        DeviceStatus.Late => "Late",
        DeviceStatus.Online => "Online",
        DeviceStatus.Asleep => "Asleep",
        DeviceStatus.KeptOut => "Kept out",
        DeviceStatus.Offline => "Offline",
        _ => "Never seen",
    };

    public static string ToneOf(DeviceStatus status) => status switch
    {
        DeviceStatus.Failing => "failing",
        DeviceStatus.Late => "late",
        DeviceStatus.Online => "online",
        DeviceStatus.Asleep => "asleep",
        DeviceStatus.KeptOut => "kept-out",
        _ => "offline",
    };

    public static string IconOf(DeviceStatus status) => status switch
    {
        DeviceStatus.Failing => PortalIcons.Failing,
        DeviceStatus.Late => PortalIcons.Late,
        DeviceStatus.Online => PortalIcons.Online,
        DeviceStatus.Asleep => PortalIcons.Asleep,
        DeviceStatus.KeptOut => PortalIcons.KeptOut,
        DeviceStatus.Offline => PortalIcons.Offline,
        _ => PortalIcons.NeverSeen,
    };

    private static string WithComma(string reason) => reason.Length > 0 ? ", " + reason : "";
}
