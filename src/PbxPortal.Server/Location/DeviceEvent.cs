using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Location;

/// <summary>
/// What happened to a device, for the activity: an <see cref="ActivityEntry"/> before anybody has made texts of it, which the store
/// alone needs, and which every registration would have to pay for.
/// </summary>
/// <remarks>Immutable, and what it tells of all that it refers to never changes: it says what was, whatever becomes of them.</remarks>
/// <param name="User">Whose device it is; <c>null</c> when the directory knows him no more.</param>
/// <param name="Device">As it is afterwards.</param>
/// <param name="Binding">The binding that it is about; <c>null</c>: it has none, and <see cref="Device.LastPlace"/> says where it was.</param>
/// <param name="Reason">See <see cref="ActivityEntry.Reason"/>.</param>
/// <param name="Actor">See <see cref="ActivityEntry.Actor"/>.</param>
public readonly record struct DeviceEvent(
    DateTimeOffset At,
    ActivityKind Kind,
    User? User,
    Device Device,
    Binding? Binding = null,
    string Reason = "",
    string Actor = "")
{
    /// <summary>See <see cref="ActivityEntry.Device"/>.</summary>
    public string DeviceName => Device.Product.Length > 0 ? Device.Product : Device.UserAgent;
}
