using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>One row of the devices grid. It keeps its identity while its state changes, so that menus, focus and selection stay.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class DeviceRow : IEquatable<DeviceRow>
{
    internal DeviceRow(DeviceState state)
    {
        State = state;
    }

    public long DeviceId => State.DeviceId;

    public DeviceState State { get; internal set; }

    /// <summary>When its state last changed before the reader's eyes; the row glows for a moment.</summary>
    public DateTimeOffset ChangedAt { get; internal set; }

    /// <summary>Counts the changes; odd and even glow under different names, so that the glow starts over.</summary>
    public int Revision { get; internal set; }

    /// <summary>The device is gone; the row stays, with its last state, until the order may change.</summary>
    public bool IsGone { get; internal set; }

    /// <summary>Its place in the list is open.</summary>
    internal bool IsPending { get; set; }

    /// <summary>It was drawn, so that a change of it is worth drawing.</summary>
    internal bool IsShown { get; set; }

    /// <summary>Text and domain let it through.</summary>
    internal bool IsFound { get; set; }

    internal bool StatusIsAccepted { get; set; }

    internal bool ClassIsAccepted { get; set; }

    internal bool IsMatch => IsFound && StatusIsAccepted && ClassIsAccepted;

    public bool Equals(DeviceRow? other) => other?.DeviceId == DeviceId;

    public override bool Equals(object? obj) => Equals(obj as DeviceRow);

    public override int GetHashCode() => DeviceId.GetHashCode();
}
