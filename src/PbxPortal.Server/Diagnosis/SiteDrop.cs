namespace PbxPortal.Server.Diagnosis;

/// <summary>Phones of one domain that dropped together from one address, whatever has become of them since.</summary>
/// <remarks>Immutable.</remarks>
public sealed record SiteDrop(long DomainId, string Address, DateTimeOffset At, int Devices);
