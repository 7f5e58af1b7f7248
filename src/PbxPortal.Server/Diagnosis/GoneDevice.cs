namespace PbxPortal.Server.Diagnosis;

/// <summary>A device that went without a word: it expired, or lost its connection.</summary>
/// <param name="Address">Without the port.</param>
/// <param name="User">The extension of its user, for people.</param>
internal readonly record struct GoneDevice(long DeviceId, long UserId, long DomainId, string User, string Address, DateTimeOffset GoneAt);
