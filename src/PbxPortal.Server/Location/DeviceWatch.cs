namespace PbxPortal.Server.Location;

/// <summary>For when a device waits in the wheel, so that a refresh, which only moves that moment away, adds nothing to it.</summary>
/// <remarks>Confined to the turn of the location service.</remarks>
internal sealed class DeviceWatch
{
    /// <summary>Milliseconds on the monotonic clock; <see cref="long.MaxValue"/>: it does not wait.</summary>
    public long QueuedFor { get; set; } = long.MaxValue;
}
