namespace PbxPortal.Server.Devices;

/// <summary>What a <see cref="Device"/> that is registered, and that nobody has named, has not got.</summary>
/// <remarks>Immutable. See there for what each means.</remarks>
internal sealed record DeviceNotes
{
    public static DeviceNotes None { get; } = new();

    public string Name { get; init; } = "";

    public string Remark { get; init; } = "";

    public DevicePlace LastPlace { get; init; }

    /// <summary>With another place; <c>null</c> where that leaves nothing, found without making any: every registration comes here.</summary>
    public DeviceNotes? At(DevicePlace place) =>
        place == default && Name.Length == 0 && Remark.Length == 0 ? null : this with { LastPlace = place };

    public static DeviceNotes? OrNull(DeviceNotes notes) => notes == None ? null : notes;
}
