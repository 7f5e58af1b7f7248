namespace PbxPortal.Server.Proxying;

/// <summary>What a request outside of any dialog leads to: targets, or the reason why there are none.</summary>
/// <param name="Callee">Whom it is for.</param>
/// <param name="Targets">Never empty where there is no refusal.</param>
/// <param name="Refusal"><c>null</c>: it is forwarded.</param>
/// <param name="JoiningUserId">Whose devices join in when they register while it rings; <c>null</c>: nobody's.</param>
/// <param name="MayOthersJoin"><c>false</c>: one device is meant, and no other of the user; only it may join in, when it has been woken.</param>
/// <param name="RingTime">How long a group of devices with the same <c>q</c> rings before the next one does; <c>null</c>: all ring at once.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Destination(
    CallParty Callee,
    IReadOnlyList<Target> Targets,
    ProxyRefusal? Refusal = null,
    long? JoiningUserId = null,
    bool MayOthersJoin = true,
    TimeSpan? RingTime = null);
