using PbxPortal.Server.Devices;

namespace PbxPortal.Server.Location;

/// <summary>Everything the location service knows of one device: what it is, where it is registered, what keeps it out.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DeviceEntry(Device Device)
{
    /// <summary><c>null</c>: not registered.</summary>
    public Binding? Binding { get; init; }

    public Block? Block { get; init; }

    /// <summary>What was wrong with its last REGISTER; <c>null</c> after a good one. Not stored: a restart forgets it.</summary>
    public RegistrationFailure? Failure { get; init; }

    /// <summary>Never registered, and known only because it keeps failing: kept in memory for a while, not stored.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Call-ID of the binding that ended last, so that a REGISTER still on its way cannot bring it back.</summary>
    public string EndedCallId { get; init; } = "";

    /// <summary>CSeq of the binding that ended last.</summary>
    public uint EndedCSeq { get; init; }

    /// <summary>
    /// Until when <see cref="EndedCallId"/> counts, in milliseconds on the monotonic clock: a REGISTER cannot be longer on its
    /// way than its nonce lives, and a phone that counts from 1 again after a restart must not be shut out for ever.
    /// </summary>
    public long EndedUntil { get; init; }

    /// <summary>When the wheel looks at the device again; one object for all later values of the entry, used by the loop alone.</summary>
    internal DeviceWatch Watch { get; init; } = new();

    /// <summary>The binding, unless its time is over already.</summary>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public Binding? LiveBinding(long now) => Binding is { } binding && binding.Deadline > now ? binding : null;
}
