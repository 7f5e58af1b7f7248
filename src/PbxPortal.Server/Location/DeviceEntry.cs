using PbxPortal.Server.Devices;

namespace PbxPortal.Server.Location;

/// <summary>Everything the location service knows of one device: what it is, where it is registered, what keeps it out.</summary>
/// <remarks>Immutable. One per phone that was ever seen: what few of them have is an object of its own.</remarks>
public sealed record DeviceEntry(Device Device)
{
    private readonly DeviceTrouble? _trouble; // Null where there is none, so that equal entries are equal.

    /// <summary><c>null</c>: not registered.</summary>
    public Binding? Binding { get; init; }

    public Block? Block
    {
        get => _trouble?.Block;
        init => _trouble = ReferenceEquals(value, Block) ? _trouble : DeviceTrouble.OrNull(Trouble with { Block = value });
    }

    /// <summary>What was wrong with its last REGISTER; <c>null</c> after a good one. Not stored: a restart forgets it.</summary>
    public RegistrationFailure? Failure
    {
        get => _trouble?.Failure;
        init => _trouble = ReferenceEquals(value, Failure) ? _trouble : DeviceTrouble.OrNull(Trouble with { Failure = value });
    }

    /// <summary>Never registered, and known only because it keeps failing: kept in memory for a while, not stored.</summary>
    public bool IsTransient
    {
        get => Trouble.IsTransient;
        init => _trouble = value == IsTransient ? _trouble : DeviceTrouble.OrNull(Trouble with { IsTransient = value });
    }

    /// <summary>The binding that ended last; <c>null</c> when nothing that is still on its way can bring it back.</summary>
    public EndedBinding? Ended
    {
        get => _trouble?.Ended;
        init => _trouble = value is null && _trouble is null ? null : DeviceTrouble.OrNull(Trouble with { Ended = value });
    }

    /// <summary>When the wheel looks at the device again; one object for all later values of the entry, used by the loop alone.</summary>
    internal DeviceWatch Watch { get; init; } = new();

    /// <summary>Where it is registered or last was; empty when it never was.</summary>
    public string Source => Binding?.Source ?? Device.LastSource;

    /// <summary>The Contact URI of its binding or of its last one; empty when it never had one.</summary>
    public string ContactUri => Binding?.ContactUri ?? Device.LastContactUri;

    /// <summary>The binding, unless its time is over already.</summary>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public Binding? LiveBinding(long now) => Binding is { } binding && binding.Deadline > now ? binding : null;

    private DeviceTrouble Trouble => _trouble ?? DeviceTrouble.None;
}
