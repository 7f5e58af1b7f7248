namespace PbxPortal.Server.Location;

/// <summary>What a <see cref="DeviceEntry"/> of a device that registers without trouble has not got.</summary>
/// <remarks>Immutable. See there for what each means.</remarks>
internal sealed record DeviceTrouble
{
    public static DeviceTrouble None { get; } = new();

    public Block? Block { get; init; }

    public RegistrationFailure? Failure { get; init; }

    public bool IsTransient { get; init; }

    public EndedBinding? Ended { get; init; }

    public static DeviceTrouble? OrNull(DeviceTrouble trouble) =>
        trouble is { Block: null, Failure: null, IsTransient: false, Ended: null } ? null : trouble;
}
