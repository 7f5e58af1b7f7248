using PbxPortal.Server.Activity;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The makes of which it is known how they are told to fetch their settings or to reboot, and what keeps a device from being told.</summary>
/// <remarks>Immutable. The makers' own pages and the tables of Asterisk and FusionPBX are the source; where they differ, Asterisk's.</remarks>
public static class NoticeRules
{
    private const string Sync = "check-sync";
    private const string SyncOnly = "check-sync;reboot=false";
    private const string SyncAndReboot = "check-sync;reboot=true";

    private const string PhoneDecides = "The phone decides itself whether it reboots: its settings say so.";

    /// <summary>First match wins.</summary>
    private static readonly NoticeRule[] Rules =
    [
        new("Yealink", SyncOnly, SyncAndReboot, "With its factory setting (sip.notify_reboot_enable = 1) a Yealink reboots in either case."),
        new("Snom", SyncOnly, SyncAndReboot),
        new("Grandstream", "resync", SyncAndReboot),
        new("Htek", "resync", SyncAndReboot),
        new("Sangoma", "resync", SyncAndReboot),
        new("Poly", Sync, Sync, PhoneDecides),
        new("Polycom", Sync, Sync, PhoneDecides),
        new("Cisco SPA", "resync", "reboot_now"),
        new("Cisco ATA", "resync", "reboot_now"),
        new("Linksys", "resync", "reboot_now"),
        new("Sipura", "resync", "reboot"),
        new("Cisco", Sync, Sync, PhoneDecides),
        new("Aastra", Sync, SyncAndReboot),
        new("Mitel", Sync, SyncAndReboot),
        new("Fanvil", Sync, SyncAndReboot),
        new("Algo", Sync, SyncAndReboot),
        new("Digium", Sync, Sync, PhoneDecides),
        new("Panasonic", Sync, SyncAndReboot),
        new("Avaya", SyncOnly, SyncAndReboot),
        new("Bittel", SyncOnly, SyncAndReboot),
        new("Alcatel", Sync, ""),
        new("Gigaset", SyncOnly, SyncAndReboot, "The bases N510, N610, N670, N720 and N870 do not reboot."),
    ];

    /// <param name="product">As the User-Agent tells, for example <c>Yealink T46U</c>.</param>
    /// <returns><c>null</c>: nobody knows how such a device is told.</returns>
    public static NoticeRule? Find(string product) =>
        Array.Find(Rules, rule => IsMadeBy(product, rule.Make));

    /// <summary>Why this device cannot be told this now, as a sentence; empty: it can.</summary>
    public static string ObstacleTo(DeviceState device, DeviceNotice notice)
    {
        if (Find(device.Product) is not { } rule)
        {
            return device.Product.Length > 0
                ? $"It is not known how a {device.Product} is told."
                : "It is not known what device this is, and so not how it is told.";
        }

        if (rule.EventOf(notice).Length == 0)
        {
            return $"A {device.Product} cannot be told to reboot.";
        }

        if (!device.IsRegistered)
        {
            return "The device is not registered.";
        }

        return device.HasFlow ? "" : "There is no way to the device until it registers again: its connection has ended, or the server was started anew.";
    }

    /// <summary>Whole words only: <c>Algo 8186</c> is made by Algo, <c>Algorithm</c> is not; <c>Cisco SPA504G</c> is a Cisco SPA.</summary>
    private static bool IsMadeBy(string product, string make) =>
        product.StartsWith(make, StringComparison.OrdinalIgnoreCase)
        && (product.Length == make.Length || !char.IsLetter(product[make.Length]));
}
