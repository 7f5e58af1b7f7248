using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>One change of somebody's devices. Applied by the location service's loop, all of it or nothing.</summary>
internal abstract class LocationChange
{
    /// <summary>
    /// Whether the change is true although it cannot be stored: time that has run out does not wait for the disk, and after a
    /// restart the stored time says the same.
    /// </summary>
    public virtual bool HoldsWithoutStore => false;

    /// <summary>Makes the change; called again on fresh ground when a group commit failed.</summary>
    /// <returns><c>false</c>: refused; whatever it had done to <paramref name="transaction"/> is undone.</returns>
    public abstract bool Apply(LocationTransaction transaction);

    /// <summary>After the commit, when everybody sees the change; or with what went wrong.</summary>
    /// <param name="outbox">Leaves when the group is complete, or earlier when it is full.</param>
    public abstract void Complete(Exception? failure, Outbox outbox);
}
