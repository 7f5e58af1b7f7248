using System.Collections.Immutable;

namespace PbxPortal.Api;

/// <summary>How the domains that the caller may see stand now.</summary>
/// <param name="Users">Enabled users.</param>
/// <param name="ReachableUsers">Those whom a call would find.</param>
/// <param name="AsleepUsers">Those whose only device waits for push.</param>
/// <param name="NeverSent">Users who have never registered a phone.</param>
/// <param name="Registered">Devices that are registered.</param>
/// <param name="Encrypted">Those of them over TLS or WSS.</param>
/// <param name="RegistersPerSecond">Over the last ten seconds; <c>null</c>: told to those who see all domains.</param>
/// <param name="Problems">Those to see to; <c>/api/v1/problems</c> has all.</param>
/// <param name="History">24 hours, in the order of time.</param>
/// <param name="Changes">The newest first.</param>
public sealed record OverviewRow(
    int Users,
    int ReachableUsers,
    int AsleepUsers,
    int NeverSent,
    int Registered,
    int Encrypted,
    double? RegistersPerSecond,
    ImmutableArray<ProblemRow> Problems,
    ImmutableArray<SampleRow> History,
    ImmutableArray<ChangeRow> Changes);
