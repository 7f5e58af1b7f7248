namespace PbxPortal.Server.Location;

/// <summary>Finds devices by whatever is known of them; the read side for a search field.</summary>
public interface IDeviceSearch
{
    /// <summary>The devices that have every word in one of their texts, or in those of their user, in no particular order.</summary>
    /// <param name="words">As typed; a MAC address and an IP address in any notation.</param>
    /// <param name="sees">Whether the device of the user with this id may be shown.</param>
    /// <param name="isOfUser">Whether the user with this id is called by this word.</param>
    /// <param name="limit">The search ends when so many are found.</param>
    IReadOnlyList<long> Find(
        IReadOnlyList<string> words, Predicate<long> sees, Func<long, string, bool> isOfUser, int limit, CancellationToken cancellationToken);
}
