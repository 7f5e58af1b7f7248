namespace PbxPortal.Server.Directory;

/// <summary>In which order the devices of a user ring. The numbers are stored.</summary>
public enum RingOrder
{
    AllAtOnce,

    /// <summary>Those with the same <c>q</c> together, the most wanted first, one group after the other (RFC 3261, 16.6).</summary>
    ByPriority,
}
