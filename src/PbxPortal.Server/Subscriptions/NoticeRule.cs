namespace PbxPortal.Server.Subscriptions;

/// <summary>How the phones of one make are told.</summary>
/// <param name="Make">How its products begin.</param>
/// <param name="CheckSync">The value of Event.</param>
/// <param name="Reboot">The value of Event; empty: this make cannot be told to.</param>
/// <param name="Caution">What else may happen, as a sentence for the person who asks; may be empty.</param>
/// <remarks>Immutable.</remarks>
public sealed record NoticeRule(string Make, string CheckSync, string Reboot, string Caution = "")
{
    public string EventOf(DeviceNotice notice) => notice == DeviceNotice.Reboot ? Reboot : CheckSync;
}
