namespace PbxPortal.Server.Activity;

/// <summary>A device that is gone for good.</summary>
/// <param name="DeviceId">Which device.</param>
/// <param name="DomainId">
/// Whose it was; told only to those who may see that domain. <c>null</c>: the user went with it, and so long ago that nobody
/// remembers; then everybody is told the bare number, because a row that stays for ever is worse than a number that nobody can look up.
/// </param>
internal readonly record struct DeviceRemoval(long DeviceId, long? DomainId);
