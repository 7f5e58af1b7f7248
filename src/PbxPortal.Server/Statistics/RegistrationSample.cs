namespace PbxPortal.Server.Statistics;

/// <summary>How many were registered at one moment.</summary>
/// <param name="DomainId">0: all domains together.</param>
/// <param name="Users">Enabled users.</param>
/// <param name="ReachableUsers">Those whom a call would have found.</param>
/// <param name="Registered">Devices that were registered.</param>
/// <param name="Registers">REGISTERs answered since the sample before it; counted for all domains together only, else 0.</param>
/// <remarks>Immutable.</remarks>
public readonly record struct RegistrationSample(
    DateTimeOffset At, long DomainId, int Users, int ReachableUsers, int Registered, long Registers);
