using PbxPortal.Server.Statistics;

namespace PbxPortal.Api;

/// <summary>How many were registered at one moment.</summary>
/// <param name="Users">Enabled users.</param>
/// <param name="ReachableUsers">Those whom a call would have found.</param>
/// <param name="Registered">Devices.</param>
/// <param name="Registers">REGISTERs answered since the sample before; 0 where it is not counted.</param>
public sealed record SampleRow(DateTimeOffset At, int Users, int ReachableUsers, int Registered, long Registers)
{
    public static SampleRow Of(RegistrationSample sample) =>
        new(sample.At, sample.Users, sample.ReachableUsers, sample.Registered, sample.Registers);
}
