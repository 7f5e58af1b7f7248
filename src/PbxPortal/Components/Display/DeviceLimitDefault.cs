namespace PbxPortal.Components.Display;

/// <summary>The setting <c>Registrar:MaxDevicesPerUser</c>, for the "now / max" of users without a limit of their own.</summary>
public sealed class DeviceLimitDefault
{
    public int MaxDevicesPerUser { get; set; } = 10;
}
