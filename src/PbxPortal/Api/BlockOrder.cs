namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/blocks</c>.</summary>
/// <param name="DeviceId">The device, which is logged out and stays out.</param>
/// <param name="KeepOut"><c>oneHour</c> or <c>untilAllowed</c>, which is meant when it is left out.</param>
public sealed record BlockOrder(long DeviceId, string? KeepOut);
