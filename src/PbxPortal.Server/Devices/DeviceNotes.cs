namespace PbxPortal.Server.Devices;

/// <summary>What a <see cref="Device"/> that is registered, and that nobody has named, has not got.</summary>
/// <remarks>Immutable. See there for what each means.</remarks>
internal sealed record DeviceNotes
{
    public static DeviceNotes None { get; } = new();

    public string Name { get; init; } = "";

    public string Remark { get; init; } = "";

    public DevicePlace LastPlace { get; init; }

    public static DeviceNotes? OrNull(DeviceNotes notes) => notes == None ? null : notes;
}
