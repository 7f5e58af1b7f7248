namespace PbxPortal.Server.Statistics;

/// <summary>How many were registered over the last 24 hours.</summary>
public interface IRegistrationHistory
{
    /// <summary>REGISTERs answered per second over the last ten seconds: registrations, refreshes and log-outs.</summary>
    double RegistersPerSecond { get; }

    /// <summary>The samples of all domains together, one a minute, in the order of time.</summary>
    IReadOnlyList<RegistrationSample> OfAll();

    /// <summary>The samples of these domains added up, one in five minutes, in the order of time.</summary>
    IReadOnlyList<RegistrationSample> OfDomains(IReadOnlyCollection<long> domainIds);
}
