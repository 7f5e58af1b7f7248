namespace PbxPortal.Server.Subscriptions;

/// <summary>What a phone can be told by a NOTIFY that it has not subscribed to, as makers agreed on without an RFC.</summary>
public enum DeviceNotice
{
    /// <summary>Fetch your settings again, and take them over.</summary>
    CheckSync,
    Reboot,
}
