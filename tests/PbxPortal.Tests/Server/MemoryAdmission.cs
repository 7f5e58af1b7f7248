using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Server;

/// <summary>What admission stands on, in memory; it outlives a restart of the server.</summary>
internal sealed record MemoryAdmission(AdmissionOptions Options, MemoryAdmissionStore Store, FakeAdministratorAddresses Administrators)
{
    /// <summary>Limits that a test with a standing clock does not reach, so that everything is counted and nobody is turned away.</summary>
    public static AdmissionOptions Generous => new()
    {
        FailuresPerUser = 1_000_000,
        FailuresPerAddress = 1_000_000,
        FailuresPerSharedAddress = 1_000_000,
        RequestsPerSecond = 1_000_000,
        RequestBurst = 1_000_000,
        RegistersPerSecondPerUser = 1_000_000,
        RegisterBurstPerUser = 1_000_000,
        ExpirySpreadAbove = 1_000_000,
        LongestWaitMilliseconds = 30_000,
    };
}
