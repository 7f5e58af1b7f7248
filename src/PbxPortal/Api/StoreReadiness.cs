using PbxPortal.Server.Location;

namespace PbxPortal.Api;

/// <summary>Not ready while the database takes no writes: a REGISTER would get 503.</summary>
internal sealed class StoreReadiness(StoreHealth health) : IReadinessCheck
{
    public string? WhyNotReady() => health.Failure?.Message;
}
