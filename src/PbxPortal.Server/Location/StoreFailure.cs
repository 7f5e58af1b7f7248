namespace PbxPortal.Server.Location;

/// <summary>Since when the store refuses writes, and what it says.</summary>
public sealed record StoreFailure(DateTimeOffset Since, string Message);
