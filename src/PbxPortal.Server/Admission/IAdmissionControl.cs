namespace PbxPortal.Server.Admission;

/// <summary>Bans and allowed networks, for those who see and change them by hand.</summary>
public interface IAdmissionControl
{
    /// <summary>Something below is another than before; raised on any thread.</summary>
    event Action? Changed;

    /// <summary>The bans in force, newest first.</summary>
    IReadOnlyList<Ban> Bans { get; }

    /// <summary>Those of the settings first.</summary>
    IReadOnlyList<ExemptNetwork> AllowedNetworks { get; }

    /// <summary>What was not served, one for each kind.</summary>
    IReadOnlyList<SilenceCount> Silenced { get; }

    /// <summary>Whether a ban of this address would be without effect: it is allowed, or an administrator is signed in from there.</summary>
    bool IsExempt(SourceNetwork source);

    /// <exception cref="Location.StoreUnavailableException">Nothing was changed.</exception>
    Task BanAsync(SourceNetwork network, TimeSpan? length, string reason, string by, CancellationToken cancellationToken);

    /// <summary>Forgets the ban and all that was counted against the address.</summary>
    /// <returns><c>false</c>: there is no such ban.</returns>
    /// <exception cref="Location.StoreUnavailableException">Nothing was changed.</exception>
    Task<bool> UnbanAsync(BanKey key, string by, CancellationToken cancellationToken);

    /// <exception cref="Location.StoreUnavailableException">Nothing was changed.</exception>
    Task AllowAsync(SourceNetwork network, string remark, string by, CancellationToken cancellationToken);

    /// <returns><c>false</c>: it is not there, or it stands in the settings.</returns>
    /// <exception cref="Location.StoreUnavailableException">Nothing was changed.</exception>
    Task<bool> DisallowAsync(SourceNetwork network, CancellationToken cancellationToken);
}
