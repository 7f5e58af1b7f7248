namespace PbxPortal.Server.Statistics;

/// <summary>Keeps the samples over a restart.</summary>
public interface IRegistrationSampleStore
{
    /// <summary>In the order of time.</summary>
    Task<IReadOnlyList<RegistrationSample>> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Adds these, and forgets what is older than that.</summary>
    /// <exception cref="Location.StoreUnavailableException">Nothing was changed.</exception>
    Task SaveAsync(IReadOnlyList<RegistrationSample> samples, DateTimeOffset forgetBefore, CancellationToken cancellationToken);
}
