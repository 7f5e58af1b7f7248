namespace PbxPortal.Components.Devices;

/// <summary>What can be done to several devices at once.</summary>
public enum BulkAction
{
    LogOut,
    CheckSync,
    Reboot,
}
