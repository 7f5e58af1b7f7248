namespace PbxPortal.Server.Proxying;

/// <summary>One place that a device sends a call on to.</summary>
/// <param name="Callee">Who is there.</param>
/// <param name="Targets">Never empty.</param>
/// <param name="UserId">Whose devices join in when they register; <c>null</c>: nobody's.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Forward(CallParty Callee, IReadOnlyList<Target> Targets, long? UserId);
