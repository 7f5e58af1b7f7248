namespace PbxPortal.Server.Diagnosis;

/// <summary>How a domain stands, in numbers.</summary>
/// <param name="Users">Enabled users.</param>
/// <param name="ReachableUsers">Those whom a call would find at one device at least.</param>
/// <param name="AsleepUsers">Those whose only device waits for push, without its connection.</param>
/// <param name="NeverSent">Those without any device so far.</param>
/// <param name="Registered">Devices that are registered.</param>
/// <param name="Encrypted">Those among <paramref name="Registered"/> over TLS or WSS.</param>
/// <remarks>Immutable.</remarks>
public readonly record struct DomainCounts(int Users, int ReachableUsers, int AsleepUsers, int NeverSent, int Registered, int Encrypted)
{
    public static DomainCounts operator +(DomainCounts left, DomainCounts right) => new(
        left.Users + right.Users,
        left.ReachableUsers + right.ReachableUsers,
        left.AsleepUsers + right.AsleepUsers,
        left.NeverSent + right.NeverSent,
        left.Registered + right.Registered,
        left.Encrypted + right.Encrypted);

    public static DomainCounts Add(DomainCounts left, DomainCounts right) => left + right;
}
