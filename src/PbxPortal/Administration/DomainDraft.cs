using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>A domain as somebody enters it.</summary>
public sealed record DomainDraft(string Name, int? MaxDevicesPerUser = null, DeviceLimitPolicy? DeviceLimitPolicy = null);
